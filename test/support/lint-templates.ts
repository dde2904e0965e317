import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workingRegions } from '../../lib/regions.ts';
import { adopted, inOrganization, inOwnName, withoutZone } from './own-name.ts';
import { synthesizeTemplates } from './templates.ts';

// `npm run lint:templates`: synthesizes the stacks with different settings, which cdk-nag checks on the way, and
// looks at the templates with cfn-lint, if that is installed (`pip install cfn-lint`).

const variants: Record<string, Record<string, unknown>> = {
  default: {},
  upstream: { upstreamUrl: 'https://upstream.example.com/base' },
  alarms: { alarmEmail: 'ops@acme.dev', replyToEmail: 'help@acme.dev' },
  'authorizer cache': { upstreamUrl: 'https://upstream.example.com', authorizerCacheSeconds: 300 },
  'two origins': { allowedOrigins: ['https://a.example.com', 'https://b.example.com'] },
  'gateway origins': { gatewayAllowedOrigins: ['https://app.acme.dev'], upstreamUrl: 'https://api.acme.dev' },
  'stage of 20 letters': { stage: 'a-stage-of-20-letter' },
  'another qualifier': { '@aws-cdk/core:bootstrapQualifier': 'acme' },
  tracing: { tracing: true },
  'no protection': { removalProtection: false, apiGatewayLogRole: false, createSenderIdentity: false },
  'user pool': { mfa: 'required', signInSenderEmail: 'codes@acme.dev', userPoolFeaturePlan: 'plus' },
  'no second factor': { mfa: 'off', selfSignUp: false },
  'no sender': { senderEmail: '' },
  'sender domain': { senderDomain: 'acme.dev' },
  brand: {
    brandName: 'Acme',
    brandLogo: '../portal/public/icon.svg',
    brandColor: '#ffd400',
    supportUrl: 'mailto:help@acme.dev',
    termsUrl: 'https://acme.dev/terms',
  },
  'own domains in Route 53': inOwnName,
  'own domains elsewhere': withoutZone,
  'all of an organization': inOrganization,
  'adopted table and pool': adopted,
  'domain in Route 53': { senderDomain: 'acme.dev', senderHostedZoneId: 'Z0123456789ABCDEF' },
};

/** Only says that ARNs are written out, which the CDK does everywhere. */
const ignored = 'W3005';

const hasCfnLint = spawnSync('cfn-lint', ['--version']).status === 0;
if (!hasCfnLint) console.log('cfn-lint is not installed, so only cdk-nag looks.');

let failures = 0;
for (const [name, settings] of Object.entries(variants)) {
  const { resources, fault } = check(name, settings);
  if (fault) failures += 1;
  console.log(
    `${fault ? 'FAILED' : 'ok    '}  ${name.padEnd(22)} ${resources} resources${fault ? `\n${fault}` : ''}`,
  );
}
process.exitCode = failures > 0 ? 1 : 0;

function check(name: string, settings: Record<string, unknown>): { resources: number; fault: string } {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-templates-'));
  try {
    synthesizeTemplates(settings, folder);
    const templates = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
    const resources = templates.map(
      (file) => Object.keys(JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources).length,
    );
    const count = resources.reduce((sum, number) => sum + number, 0);
    if (!hasCfnLint) return { resources: count, fault: '' };
    // What a region lacks does not depend on the settings.
    const regions = name === 'default' ? ['--regions', ...workingRegions] : [];
    const run = spawnSync('cfn-lint', ['--ignore-checks', ignored, ...regions, '--', ...templates], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { resources: count, fault: run.status === 0 ? '' : `${run.stdout}${run.stderr}` };
  } catch (error) {
    return { resources: 0, fault: String(error) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
