import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { portVariable } from './shared-server.ts';

/**
 * Something that all test files of a run share, made when the first of them asks.
 * @param argument the same thing is made once for each
 * @throws with what the maker threw
 */
export async function shared<T>(name: string, argument = ''): Promise<T> {
  const port = process.env[portVariable];
  if (port === undefined) throw new Error(`${name} is shared only in projects with the shared global setup.`);
  const { status, body } = await get(Number(port), `/${name}/${encodeURIComponent(argument)}`);
  if (status !== 200) throw new Error(body);
  // Whoever asks knows what the maker of that name makes.
  return JSON.parse(body) as T;
}

// Not by `fetch`, which gives up after five minutes: synthesis takes longer on a very busy machine.
function get(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    })
      .on('error', reject)
      .end();
  });
}
