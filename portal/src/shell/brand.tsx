import { commonText } from '../texts/common.ts';

/** The name, with its first letter for a logo. */
export function Brand() {
  const name = commonText('brand');
  return (
    <span className="brand">
      <span className="logo" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      {name}
    </span>
  );
}
