import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { SettingsError } from '../../lib/settings.ts';
import { askIdentityProvider } from '../preflight/questions/identity-provider.ts';
import { judgeRegion } from '../preflight/questions/region.ts';
import { readDeploymentSettings } from '../shared/deployment-settings.ts';
import { findRegion, patience } from '../shared/region.ts';
import { objectTo, objectToAnswers } from './guard.ts';
import { readOptions } from './options.ts';

// `npm run deploy`: all stacks by `cdk deploy`, with any of its options, unless that would drop a setting of the
// deployed stage, or the operator's own identity provider is not there.

const args = process.argv.slice(2);
const { context, profile, isHelp } = readOptions(args);
try {
  const objection = isHelp ? null : await findObjection();
  if (objection === null) process.exitCode = deploy();
  else {
    console.error(objection);
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function findObjection(): Promise<string | null> {
  const deployment = readDeploymentSettings(context, cdkJson.context);
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  const region = await findRegion();
  const { level, what, why, action } = judgeRegion(region);
  if (!region || level === 'stop') return `Not deployed: ${what} ${why} ${action}`;
  const provider = { secrets: new SecretsManagerClient({ region, ...patience }), web: fetch };
  return (
    (await objectTo(new SSMClient({ region, ...patience }), deployment)) ??
    objectToAnswers(askIdentityProvider(provider, deployment.settings, region))
  );
}

function deploy(): number {
  const cdk = dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json'));
  const command = [join(cdk, 'bin', 'cdk'), 'deploy', '--all', '--no-notices', ...args];
  return spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1;
}
