import { createServer } from 'node:net';

/** Below the ports that the system hands out by itself, with room of its own for each of jest's workers. */
const firstPort = 20_000;
const portsPerWorker = 600;

let next = Math.floor(Math.random() * (portsPerWorker / 3)) * 3;

/** The first of three neighbouring ports on which nothing listens. @throws when a worker's share is used up */
export async function freePorts(): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 0) % 20;
  for (let tries = 0; tries < portsPerWorker / 3; tries += 1) {
    const port = firstPort + worker * portsPerWorker + next;
    next = (next + 3) % portsPerWorker;
    if ((await isFree(port)) && (await isFree(port + 1)) && (await isFree(port + 2))) return port;
  }
  throw new Error(`no three free ports from ${firstPort} on`);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
