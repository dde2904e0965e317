import { createHash } from 'node:crypto';
import type { ApiResponse } from './api.ts';

const style = `
:root { color-scheme: light dark; }
body { background: var(--page); color: var(--text); font: 15px/22px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; margin: 0; padding: 0 12px; }
main { background: var(--surface); border: 1px solid var(--line, #8888); border-radius: 12px; margin: 15vh auto 32px; max-width: 25rem; overflow-wrap: anywhere; padding: 28px; }
h1 { font-size: 22px; font-weight: 600; letter-spacing: -.02em; line-height: 29px; margin: 0 0 8px; }
p { color: var(--muted); margin: 0; }
form { margin: 20px 0 0; }
button { background: var(--brand, #4650d4); border: 1px solid var(--brand-edge, transparent); border-radius: 8px; color: var(--on-brand, #fff); cursor: pointer; font: inherit; font-size: 14px; font-weight: 600; line-height: 20px; min-height: 40px; padding: 9px 16px; }
button:hover { background: var(--brand-hover, #4650d4); }
button:focus-visible { outline: 2px solid var(--focus, currentColor); outline-offset: 2px; }
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * A small page for a person who followed a link from an email and is not signed in. Its texts are only ours:
 * nothing from the request is repeated. It has the portal's colours, if that is on the same origin. The button
 * sends a POST to the page's own URL, with the hidden `field` if there is one.
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
<link rel="stylesheet" href="/brand.css">
<style>${style}</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p>${form}</main></body>
</html>
`,
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'self' 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
      // The URL holds the link's token.
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  };
}
