import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';

// The thread that holds the embedded DynamoDB. The only sender is TableHost.
const { path }: { path: string | undefined } = workerData;
const immediate = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
const server = dynalite(path === undefined ? immediate : { ...immediate, path });
server.keepAliveTimeout = 60_000;

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});

parentPort?.on('message', () => {
  server.closeAllConnections();
  server.close(() => {
    parentPort?.postMessage('closed');
    process.exit(0);
  });
});
