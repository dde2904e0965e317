import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPinning, type Pinning } from '../measure/machine.ts';
import type { Options } from '../options.ts';
import { type Bundles, buildBundles } from './bundles.ts';
import { makeAccount, responsesFor, type SampleAccount } from './canned-responses.ts';
import { startTableStub, type TableStub } from './table-stub-host.ts';

/** What the sections of the benchmark share. */
export interface Workbench {
  options: Options;
  /** A temporary folder for this run. */
  folder: string;
  pinning: Pinning | null;
  bundles: Bundles;
  /** The account in the stand-in for the table. */
  sample: SampleAccount;
  stub: TableStub;
  progress(line: string): void;
  close(): Promise<void>;
}

export async function openWorkbench(options: Options, progress: (line: string) => void): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  progress('bundling');
  const bundles = buildBundles(folder, options.against);
  const pinning = findPinning();
  const sample = makeAccount(5);
  const stub = await startTableStub({
    folder,
    responses: responsesFor(sample),
    delayMilliseconds: options.delayMilliseconds,
    core: pinning?.others ?? null,
  });
  return { options, folder, pinning, bundles, sample, stub, progress, close: () => stub.stop() };
}
