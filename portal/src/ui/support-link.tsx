import { loadedConfig } from '../config.ts';
import { commonText } from '../texts/common.ts';

/** Where the operator helps its customers; nothing without such a place. */
export function SupportLink() {
  const url = loadedConfig()?.supportUrl;
  return url === undefined ? null : (
    <a className="support" href={url} rel="noreferrer">
      {commonText('support')}
    </a>
  );
}
