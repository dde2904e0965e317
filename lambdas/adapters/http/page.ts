import { createHash } from 'node:crypto';
import type { ApiResponse } from './api.ts';

const style = `
:root { color-scheme: light dark; }
body { font-family: system-ui, sans-serif; line-height: 1.6; margin: 0; }
main { margin: 15vh auto 0; max-width: 32rem; padding: 0 1.5rem; }
button { background: #0b57d0; border: 0; border-radius: 6px; color: #fff; cursor: pointer; font: inherit; font-weight: 600; padding: .6rem 1.1rem; }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * A small page for a person who followed a link from an email and is not signed in. Its texts are only ours:
 * nothing from the request is repeated. The button sends a POST to the page's own URL,
 * with the hidden `field` if there is one.
 */
export function respondWithPage(
  status: number,
  title: string,
  { text, button, field }: { text: string; button?: string; field?: string },
): ApiResponse {
  const hidden = field ? `<input type="hidden" name="${field}" value="yes">` : '';
  const form = button ? `<form method="post">${hidden}<button>${button}</button></form>` : '';
  return {
    status,
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p>${form}</main></body>
</html>
`,
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
      // The URL holds the link's token.
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  };
}
