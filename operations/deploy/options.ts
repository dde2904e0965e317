import { parseArgs } from 'node:util';

export interface DeployOptions {
  /** What stands after -c. */
  context: string[];
  /** The profile of the AWS configuration. */
  profile: string | undefined;
  /** Nothing is deployed: the CDK explains itself. */
  isHelp: boolean;
}

/** Picks from the arguments of `cdk deploy` what the check before it needs; the CDK judges the others. */
export function readOptions(args: readonly string[]): DeployOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      context: { type: 'string', short: 'c', multiple: true },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const texts = (value: unknown) => [value].flat().filter((text) => typeof text === 'string');
  return {
    context: texts(values.context),
    profile: texts(values.profile).at(-1),
    isHelp: values.help === true,
  };
}
