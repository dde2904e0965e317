import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/body.ts';
import type { Listener } from '../http/server.ts';
import type { SesEndpoint } from './ses-endpoint.ts';

const maxBodyBytes = 1024 * 1024;

/** What people and tests see of the inbox: its page, and `/store`, which has the mails' headers, too. */
export function inboxListener(inbox: string, ses: SesEndpoint): Listener {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, maxBodyBytes);
    const hasBody = body !== 'too-large' && body.bytes.length > 0;
    const passed = await fetch(`${inbox}${request.url}`, {
      method: request.method ?? 'GET',
      ...(request.headers['content-type'] && {
        headers: { 'content-type': request.headers['content-type'] },
      }),
      ...(hasBody && { body: new Uint8Array(body.bytes) }),
    });
    const type = passed.headers.get('content-type');
    const bytes = Buffer.from(await passed.arrayBuffer());
    const isStore = /^\/store(?:$|\?)/.test(request.url ?? '') && passed.ok;
    response
      .writeHead(passed.status, { ...(type && { 'content-type': type }) })
      .end(isStore ? addHeaders(bytes, ses) : bytes);
  };
}

function addHeaders(store: Buffer, ses: SesEndpoint): string {
  // The inbox's own format.
  const { emails, ...rest } = JSON.parse(store.toString()) as { emails: { messageId: string }[] };
  return JSON.stringify({
    ...rest,
    emails: emails.map((mail) => ({ ...mail, headers: ses.headersOf(mail.messageId) })),
  });
}
