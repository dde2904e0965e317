import { Worker } from 'node:worker_threads';
import { PortTakenError } from '../http/ports.ts';

/**
 * The mail inbox, in its own thread: a page and `GET /store`. Takes mail by version 2 of SES and keeps it in
 * memory.
 */
export class MailHost {
  /** Address of the API and of the inbox. */
  readonly endpoint: string;
  readonly #worker: Worker;

  private constructor(worker: Worker, port: number) {
    this.#worker = worker;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** @param port a free one if it is 0. @throws PortTakenError */
  static async start(port: number): Promise<MailHost> {
    const worker = new Worker(new URL('./mail-worker.ts', import.meta.url), { workerData: { port } });
    const taken = await new Promise<number | null>((resolve, reject) => {
      worker.once('message', (message: { port: number | null }) => resolve(message.port));
      worker.once('error', reject);
    });
    if (taken === null) {
      await worker.terminate();
      throw new PortTakenError(port);
    }
    return new MailHost(worker, taken);
  }

  async empty(): Promise<void> {
    await fetch(`${this.endpoint}/clear-store`, { method: 'POST' });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
