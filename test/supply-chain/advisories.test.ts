import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { shared } from '../support/shared/shared.ts';
import { findBundleAdvisories } from './bundle-advisories.ts';
import type { BundledPackage } from './bundle-licences.ts';

let packages: BundledPackage[];
beforeAll(async () => {
  packages = await shared<BundledPackage[]>('packages');
});

describe('the search for known vulnerabilities', () => {
  let registry: Server | undefined;
  afterEach(() => registry?.close());

  /** A registry that knows one fault of each of these packages, in every version. */
  async function startRegistry(vulnerable: readonly string[], status = 200): Promise<string> {
    registry = createServer((request, response) => {
      const name = request.url?.slice(1) ?? '';
      request.resume().once('end', () => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
        const advisories = name.endsWith('advisories/bulk')
          ? Object.fromEntries(vulnerable.map((each) => [each, [describeFault(each)]]))
          : { name, versions: {} };
        response.end(JSON.stringify(advisories));
      });
    });
    await once(registry.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
  }

  const describeFault = (name: string) => ({
    id: 1,
    url: `https://example.com/${name}`,
    title: 'Does what it should not',
    severity: 'high',
    vulnerable_versions: '*',
    cwe: [],
    cvss: { score: 7, vectorString: null },
  });

  it('tells of a bundled package, and in which functions it is', async () => {
    const found = await findBundleAdvisories(packages, await startRegistry(['p-queue']));
    expect(found).toEqual([
      {
        name: 'p-queue',
        version: expect.any(String),
        title: 'Does what it should not',
        severity: 'high',
        url: 'https://example.com/p-queue',
        bundles: expect.arrayContaining(['notifier']),
      },
    ]);
  });

  it('leaves a tool that is in no bundle to npm audit', async () => {
    expect(await findBundleAdvisories(packages, await startRegistry(['jest']))).toEqual([]);
  });

  it('says so when the registry does not tell', async () => {
    const silent = await startRegistry([], 405);
    await expect(findBundleAdvisories(packages, silent)).rejects.toThrow(/does not tell.*405/);
  });
});
