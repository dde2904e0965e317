import { Server } from 'node:net';

// Unit tests start no server: one that needs it belongs to another project of jest.config.mjs.
const { listen } = Server.prototype;

beforeAll(() => {
  Server.prototype.listen = () => {
    throw new Error('A unit test starts no server: see the projects in jest.config.mjs.');
  };
});
// Workers run the files of other projects too, and share Node's own modules among them.
afterAll(() => {
  Server.prototype.listen = listen;
});
