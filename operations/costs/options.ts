import { parseArgs } from 'node:util';
import { defaultUsage, type Usage } from './estimate.ts';

/** An option that can't be used; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help = `npm run costs -- [options]

What a month costs at AWS's list prices, item by item: the calls that keys let in, and the month itself.

  --calls <n>             authorized calls in the month (default ${defaultUsage.calls})
  --calls-per-second <n>  how fast they come when they come (default: spread evenly over the month); X-Ray
                          samples by it
  --cached <share>        the share for which the authorizer's cache responses, 0 to 1 (default 0)
  --authorizer-ms <n>     billed milliseconds of the authorizer for a call (default ${defaultUsage.authorizerMilliseconds})
  --methods <n>           methods of the gateway that are called at all (default ${defaultUsage.methodsInUse})
  --calls-per-batch <n>   calls in a delivery of the access log (default ${defaultUsage.callsPerBatch})
  --keys-per-batch <n>    different keys in it (default ${defaultUsage.keysPerBatch})
  --update-docs           rewrites the figures of docs/costs.md
  --help                  this text`;

/** @throws UsageError */
export function readOptions(args: readonly string[]): { usage: Usage; updateDocs: boolean } | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const number = (option: keyof typeof values, fallback: number, most: number) =>
    readNumber(`--${option}`, values[option], fallback, most);
  return {
    usage: {
      calls: number('calls', defaultUsage.calls, 1e12),
      callsPerSecond: values['calls-per-second'] === undefined ? null : number('calls-per-second', 1, 1e6),
      cachedShare: number('cached', defaultUsage.cachedShare, 1),
      authorizerMilliseconds: number('authorizer-ms', defaultUsage.authorizerMilliseconds, 30_000),
      callsPerBatch: Math.max(1, number('calls-per-batch', defaultUsage.callsPerBatch, 1e6)),
      keysPerBatch: number('keys-per-batch', defaultUsage.keysPerBatch, 1e6),
      methodsInUse: number('methods', defaultUsage.methodsInUse, 300),
    },
    updateDocs: values['update-docs'] ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        calls: { type: 'string' },
        'calls-per-second': { type: 'string' },
        cached: { type: 'string' },
        'authorizer-ms': { type: 'string' },
        methods: { type: 'string' },
        'calls-per-batch': { type: 'string' },
        'keys-per-batch': { type: 'string' },
        'update-docs': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readNumber(option: string, text: unknown, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (String(text).trim() !== '' && value >= 0 && value <= most) return value;
  throw new UsageError(`${option} takes a number from 0 to ${most}, and not ${JSON.stringify(text)}`);
}
