import { createServer } from 'node:net';

/** Below the ports that the system hands out by itself, with room of its own for each of jest's workers. */
const firstPort = 20_000;
const portsPerWorker = 600;

let next = Math.floor(Math.random() * (portsPerWorker / 4)) * 4;

/** The first of four neighbouring ports on which nothing listens. @throws when a worker's share is used up */
export async function freePorts(): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 0) % 20;
  for (let tries = 0; tries < portsPerWorker / 4; tries += 1) {
    const port = firstPort + worker * portsPerWorker + next;
    next = (next + 4) % portsPerWorker;
    const free = await Promise.all([0, 1, 2, 3].map((offset) => isFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
  throw new Error(`no four free ports from ${firstPort} on`);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
