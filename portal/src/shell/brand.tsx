import { loadedConfig } from '../config.ts';
import { brandName } from './brand-name.ts';

/** The name, with the operator's logo, or its first letter for one. */
export function Brand() {
  const name = brandName();
  const { brandLogo, brandLogoWidth, brandLogoHeight } = loadedConfig() ?? {};
  const [letter = ''] = name;
  return (
    <span className="brand">
      {brandLogo ? (
        // As large as it will be before it has loaded: nothing moves.
        <img src={brandLogo} width={brandLogoWidth} height={brandLogoHeight} alt="" />
      ) : (
        <span className="logo" aria-hidden="true">
          {letter.toUpperCase()}
        </span>
      )}
      <bdi>{name}</bdi>
    </span>
  );
}
