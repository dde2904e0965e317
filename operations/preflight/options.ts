import { parseArgs } from 'node:util';
import { SettingsError } from '../../lib/settings.ts';
import { type DeploymentSettings, readDeploymentSettings } from '../shared/deployment-settings.ts';

export const help = `npm run preflight -- [-c name=value ...]

Asks AWS, before a deployment, about everything that it relies on: credentials, region, CDK bootstrap, Lambda
concurrency, API Gateway's quota, the SES sandbox, sending rate and sender, and whether the deployment would drop a
setting of the deployed stage. With an identity provider of yours, it also checks that the provider responds and
that its secret is there. It only reads. Give it the credentials, the region and the settings of the deployment:
they come from stages/<stage>.json and -c, as for the deployment.

  -c, --context name=value   a setting, as often as needed
  --help                     this text

Exit code: 0 if nothing stands in the way, 1 if something does, 2 if the settings can't be used.`;

/**
 * @param context of cdk.json
 * @param folder of the stage files
 * @throws SettingsError
 */
export function readOptions(
  args: readonly string[],
  context: Readonly<Record<string, unknown>>,
  folder?: string,
): DeploymentSettings | 'help' {
  const values = parse(args);
  return values.help ? 'help' : readDeploymentSettings(values.context ?? [], context, folder);
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
