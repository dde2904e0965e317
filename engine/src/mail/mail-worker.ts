import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

// The thread that holds the mail stand-in. The only sender is MailHost.
const { port }: { port: number } = workerData;

// The package has only a default export of a CommonJS module, which an import would nest one level too deep.
const { default: start }: typeof import('aws-ses-v2-local') = createRequire(import.meta.url)(
  'aws-ses-v2-local',
);
const server = await start({ host: '127.0.0.1', port });
const address = server.address();
const listening = typeof address === 'object' && address !== null ? address.port : null;
parentPort?.postMessage({ port: server.listening ? listening : null });
