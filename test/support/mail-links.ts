import type { EngineClient } from './engine-client.ts';
import type { ApiResponse } from './engine-http.ts';
import { mailsTo } from './engine-mails.ts';

/** The path of the link in the request for confirmation that an address has got. */
export async function confirmationLinkTo(engine: EngineClient, email: string): Promise<string> {
  const [mail] = await mailsTo(engine, email);
  const link = new RegExp(`http://localhost:${engine.port}(/api/v1/notice-emails/\\S+)`);
  const [, path = ''] = link.exec(mail?.body.text ?? '') ?? [];
  expect(mail?.body.html).toContain(path);
  return path;
}

/** The link of a mail by which its reader leaves, as its headers name it for mail programs. */
export async function leavingLinkTo(engine: EngineClient, email: string): Promise<string> {
  const { headers, body } = (await mailsTo(engine, email)).at(-1) ?? {};
  expect(headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  const link = new RegExp(`^<http://localhost:${engine.port}(/api/v1/notice-emails/unsubscribe\\S+)>$`);
  const [, path = ''] = link.exec(headers?.['List-Unsubscribe'] ?? '') ?? [];
  if (!body?.text.includes('/notice-emails/confirmation')) {
    for (const part of [body?.text, body?.html]) expect(part).toContain(path);
  }
  return path;
}

/** What a mail program posts when its reader leaves by one click. */
export function clickLink(
  engine: EngineClient,
  path: string,
  body = 'List-Unsubscribe=One-Click',
): Promise<ApiResponse> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return engine.management({ method: 'POST', path, headers, body });
}

/** A page behind a link in a mail, with the headers that keep it to itself. */
export function expectPage(response: ApiResponse, status: number): void {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  // Its own, and not the one of the API's responses, which lets in no styles.
  expect(response.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'self' 'sha256-/,
  );
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('cache-control')).toBe('no-store');
}
