import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';

/** A server behind the gateway that demands a client certificate, and trusts one only. */
export class MutualUpstream {
  readonly url: string;
  readonly #server: Server;
  readonly #trustedBefore: readonly string[];

  private constructor(server: Server, trustedBefore: readonly string[]) {
    this.#server = server;
    this.#trustedBefore = trustedBefore;
    this.url = `https://localhost:${(server.address() as AddressInfo).port}`;
  }

  /** @param trusted PEM */
  static async start(trusted: string): Promise<MutualUpstream> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    });
    // As NODE_EXTRA_CA_CERTS does for the engine as a program. The trust is the process's, which runs several test files: of
    // two trusted certificates with this name, OpenSSL may check against the wrong one.
    const trustedBefore = getCACertificates();
    setDefaultCACertificates([...trustedBefore, cert]);
    const options = { key, cert, ca: trusted, requestCert: true, rejectUnauthorized: true };
    const server = createServer(options, (request, response) => {
      const socket = request.socket as TLSSocket;
      response.end(JSON.stringify({ caller: socket.getPeerCertificate().subject.CN }));
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return new MutualUpstream(server, trustedBefore);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    setDefaultCACertificates(this.#trustedBefore);
  }
}
