import { execFile } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const portal = join(import.meta.dirname, '..', '..', 'portal');
// Several engines may build at once.
const output = join(portal, '..', '.cache', 'components', String(process.pid));

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.txt': 'text/plain',
  '.woff2': 'font/woff2',
};

/** The page of all of the portal's components: built when it is first asked for, and never deployed. */
export class ComponentsPage {
  #built: Promise<unknown> | undefined;

  /** @param path below the page's own */
  async send(path: string, response: ServerResponse): Promise<void> {
    this.#built ??= build();
    await this.#built;
    const name = path === '' ? 'index.html' : path;
    const file = join(output, name);
    const isKnown = /^(assets\/)?[\w-]+\.\w+$/.test(name) && existsSync(file);
    if (!isKnown) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  }
}

async function build(): Promise<void> {
  const vite = createRequire(join(portal, 'package.json')).resolve('vite/package.json');
  const config = join(portal, 'components.config.ts');
  const args = ['build', '--config', config, '--outDir', output, '--emptyOutDir', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, [join(vite, '..', 'bin', 'vite.js'), ...args], {
    cwd: portal,
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
