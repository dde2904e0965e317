import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { SettingsError } from '../../lib/settings.ts';
import { findRegion, patience } from '../shared/region.ts';
import { help, readOptions } from './options.ts';
import { formatFinding, formatSummary } from './report.ts';
import { runPreflight } from './run-preflight.ts';

// `npm run preflight`: what AWS has to say before a deployment. `-- --help` tells the rest.

try {
  const options = readOptions(process.argv.slice(2), cdkJson.context);
  if (options === 'help') console.log(help);
  else {
    const findings = await runPreflight(options, {
      region: await findRegion(),
      connect: (region) => ({
        sts: new STSClient({ region, ...patience }),
        ssm: new SSMClient({ region, ...patience }),
        lambda: new LambdaClient({ region, ...patience }),
        apiGateway: new APIGatewayClient({ region, ...patience }),
        ses: new SESv2Client({ region, ...patience }),
        secrets: new SecretsManagerClient({ region, ...patience }),
        web: fetch,
      }),
    });
    for (const finding of findings) console.log(formatFinding(finding));
    console.log(formatSummary(findings));
    process.exitCode = findings.some(({ level }) => level === 'stop') ? 1 : 0;
  }
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
