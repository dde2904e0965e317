import { parseArgs } from 'node:util';

/** The sections of the benchmark, in the order in which they run. */
export const sectionNames = [
  'authorizer',
  'runtime',
  'functions',
  'gateway',
  'peers',
  'scale',
  'usage',
  'soak',
  'usage-soak',
] as const;

/** Those that take a while, and are left out of a quick run. */
const longSections: readonly SectionName[] = ['soak', 'usage-soak'];

export type SectionName = (typeof sectionNames)[number];

export interface Options {
  /** Fewer rounds, and a report that is only printed. */
  quick: boolean;
  /** The sections to run. */
  only: readonly SectionName[];
  /** How long the stand-in for DynamoDB waits before each response. */
  delayMilliseconds: number;
  /** How long to keep the gateway at half of its maximum load. */
  soakSeconds: number;
  /** A revision of this repository whose authorizer is measured beside the present one; null: none. */
  against: string | null;
}

export const help = `npm run bench: measures the cost of Latchkey and writes docs/benchmarks.md.
Times on a shared machine mean little; the figures that count are ratios within one run, measured in turns.

Options (after --):
  --help           show this text
  --quick          fewer rounds: under a minute once the app is synthesized and the packages are installed;
                   prints the report, doesn't write docs/benchmarks.md
  --only <names>   some sections only, comma-separated: ${sectionNames.join(', ')};
                   prints their report, doesn't write docs/benchmarks.md
  --delay <ms>     how long the stand-in for DynamoDB waits before each response (default 0, the hardest case:
                   only our own work adds to the floor)
  --soak <s>       how long each soak lasts (default 60; 600 for published figures)
  --against <rev>  measures the authorizer of that revision of this repository, too, in turns with the present one

Sections:
  authorizer       the authorizer's deployed bundle against the floor and against an SDK version: warm, cold, size
  runtime          the same inside AWS's Lambda runtime client
  functions        size of every bundle; cold start of the management functions against CDK's default bundling
  gateway          calls per second through the local engine, 32 connections, authorizer cache off
  peers            key verifications per second in process, against better-auth
  scale            consumed capacity and time at 1,000, 10,000 and 100,000 keys
  usage            counting the calls of keys: lines per second, write units, what facts of use add to a list
  soak             half of the gateway's maximum load for a while: errors, memory (not with --quick)
  usage-soak       the same load with calls that fail in every way: whether the counts are exact (not with --quick)

Two sections need packages that are not part of Latchkey. They are installed into bench/peers and bench/runtime on
first use; if that fails, the section is skipped and the report says so.`;

/** An invalid option; the message names it. */
export class OptionsError extends Error {}

/** @throws OptionsError */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    quick: values.quick ?? false,
    only: readSections(values.only).filter((name) => !(values.quick && longSections.includes(name))),
    delayMilliseconds: readNumber('--delay', values.delay ?? '0', 0, 1000),
    soakSeconds: readNumber('--soak', values.soak ?? (values.quick ? '0' : '60'), 0, 86_400),
    against: values.against ?? null,
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
        against: { type: 'string' },
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
      throw new OptionsError(`--only takes ${sectionNames.join(', ')}, not ${JSON.stringify(name)}`);
    return section;
  });
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new OptionsError(`${option} takes a number from ${least} to ${most}, not ${JSON.stringify(text)}`);
}
