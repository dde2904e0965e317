import { parseArgs } from 'node:util';
import { readSettings, type Settings, SettingsError } from '../../lib/settings.ts';

export interface PreflightOptions {
  settings: Settings;
  /** Of the CDK bootstrap. */
  qualifier: string;
}

export const help = `npm run preflight -- [-c name=value ...]

Asks AWS, before a deployment, about everything that it relies on: credentials, region, CDK bootstrap, Lambda
concurrency, API Gateway's quota, the SES sandbox, sending rate and sender. It only reads. Give it the credentials,
the region and the settings of the deployment; settings come from cdk.json and -c, as for the CDK.

  -c, --context name=value   a setting, as often as needed
  --help                     this text

Exit code: 0 if nothing stands in the way, 1 if something does, 2 if the settings can't be used.`;

/**
 * @param context of cdk.json
 * @throws SettingsError
 */
export function readOptions(
  args: readonly string[],
  context: Readonly<Record<string, unknown>>,
): PreflightOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const given = { ...context, ...Object.fromEntries((values.context ?? []).map(readPair)) };
  return {
    settings: readSettings((name) => given[name], Object.keys(given)),
    qualifier: String(given['@aws-cdk/core:bootstrapQualifier'] ?? 'hnb659fds'),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        context: { type: 'string', short: 'c', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}

function readPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new SettingsError(`-c takes name=value, and not ${JSON.stringify(text)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
