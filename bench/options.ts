import { parseArgs } from 'node:util';

/** The parts of the benchmark, in the order in which they run. */
export const sectionNames = [
  'authorizer',
  'runtime',
  'functions',
  'gateway',
  'peers',
  'scale',
  'soak',
] as const;

export type SectionName = (typeof sectionNames)[number];

export interface Options {
  /** Fewer rounds, and a report that goes to the screen alone. */
  quick: boolean;
  /** The parts to run. */
  only: readonly SectionName[];
  /** Milliseconds that the stand-in for DynamoDB waits before each answer. */
  delayMilliseconds: number;
  /** How long to keep the gateway under half of its maximum load. */
  soakSeconds: number;
}

export const help = `npm run bench: measures what Latchkey costs, and writes docs/benchmarks.md.
Times on a shared machine mean little, so the figures that count are ratios between things measured in the same run, interleaved.

Options (after --):
  --help           this text
  --quick          fewer rounds, under a minute once the app is synthesized and the packages are there;
                   prints the report and leaves docs/benchmarks.md alone
  --only <parts>   some parts alone, comma-separated: ${sectionNames.join(', ')};
                   prints their report and leaves docs/benchmarks.md alone
  --delay <ms>     lets the stand-in for DynamoDB wait before each answer (default 0, which is the hardest: nothing
                   but our own work stands beside the floor)
  --soak <s>       how long the soak lasts (default 60; 600 for the real thing)

Parts:
  authorizer       the authorizer's deployed bundle against the floor and against an SDK version: warm, cold, size
  runtime          the same inside AWS's Lambda runtime client
  functions        size of every bundle; cold start of the management functions against CDK's default bundling
  gateway          calls a second through the local engine, 32 connections, authorizer cache off
  peers            key verifications a second in process, against better-auth
  scale            consumed capacity and time at 1,000, 10,000 and 100,000 keys
  soak             half of the gateway's maximum load for a while: errors, memory (not in a quick run)

Two parts need packages that are no part of Latchkey. They are installed into bench/peers and bench/runtime when they are
first needed; where that can't be done, the part is left out and the report says so.`;

/** An option that can't be; the message says which. */
export class OptionsError extends Error {}

/** @throws OptionsError */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    quick: values.quick ?? false,
    only: readSections(values.only).filter((name) => name !== 'soak' || !values.quick),
    delayMilliseconds: readNumber('--delay', values.delay ?? '0', 0, 1000),
    soakSeconds: readNumber('--soak', values.soak ?? (values.quick ? '0' : '60'), 0, 86_400),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        only: { type: 'string' },
        delay: { type: 'string' },
        soak: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
}

function readSections(text: string | undefined): readonly SectionName[] {
  if (text === undefined) return sectionNames;
  return text.split(',').map((name) => {
    const section = sectionNames.find((known) => known === name.trim());
    if (!section)
      throw new OptionsError(`--only knows ${sectionNames.join(', ')}, and not ${JSON.stringify(name)}`);
    return section;
  });
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new OptionsError(
    `${option} takes a number from ${least} to ${most}, and not ${JSON.stringify(text)}`,
  );
}
