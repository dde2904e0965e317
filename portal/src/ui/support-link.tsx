import { loadedConfig } from '../config.ts';
import { commonText } from '../texts/common.ts';

/** The operator's terms of use; nothing without any. */
export function TermsLink() {
  const url = loadedConfig()?.termsUrl;
  return url === undefined ? null : (
    <a className="support" href={url} rel="noreferrer">
      {commonText('terms')}
    </a>
  );
}

/** Where the operator helps its customers; nothing without such a place. */
export function SupportLink() {
  const url = loadedConfig()?.supportUrl;
  return url === undefined ? null : (
    <a className="support" href={url} rel="noreferrer">
      {commonText('support')}
    </a>
  );
}
