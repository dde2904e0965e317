import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

// An in-memory embedded DynamoDB in its own process, so that it takes no time from its clients' threads.

const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
server.listen(0, '127.0.0.1', () => {
  process.send?.({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('disconnect', () => process.exit());
