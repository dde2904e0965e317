import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import { exitCodes, Failure } from '../exit.ts';
import type { Credentials } from './signer.ts';

/** What only a call in AWS needs: this module is loaded for one. */

const output = 'OperatorApiUrl';

/** As any AWS tool finds them: the environment, the profile with its roles and sign-in, the instance. */
export async function findCredentials(profile: string | undefined): Promise<Credentials> {
  try {
    return await defaultProvider({ ...(profile !== undefined && { profile }) })();
  } catch (error) {
    throw new Failure(
      exitCodes.notPermitted,
      `There are no AWS credentials to sign with. ${messageOf(error)}`,
      [
        'Name a profile (--profile, or AWS_PROFILE), sign in to it (aws sso login), or set AWS_ACCESS_KEY_ID and its',
        'relatives. For the local engine: --local.',
      ],
    );
  }
}

/** The region of the environment or of the profile. */
export async function findRegion(profile: string | undefined): Promise<string> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const named = AWS_REGION || AWS_DEFAULT_REGION;
  if (named && profile === undefined) return named;
  const options = { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) };
  const known = await loadConfig({ ...NODE_REGION_CONFIG_OPTIONS, default: () => named ?? '' }, options)();
  if (known) return known;
  throw new Failure(exitCodes.usage, 'The AWS region is not known.', [
    'Give it by --region, AWS_REGION, or in the profile.',
  ]);
}

/** The address of the operator API of a deployed stack. */
export async function readStackUrl(
  stack: string,
  { region, profile }: { region: string | undefined; profile: string | undefined },
): Promise<string> {
  const client = new CloudFormationClient({
    region: region ?? (await findRegion(profile)),
    credentials: () => findCredentials(profile),
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000 },
  });
  const found = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw new Failure(exitCodes.failed, `The stack ${stack} could not be read. ${messageOf(error)}`, [
      'It needs cloudformation:DescribeStacks, and the region of the stack. Or give the address itself: --url.',
    ]);
  });
  const url = found.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
  if (url) return url;
  throw new Failure(exitCodes.usage, `The stack ${stack} has no output ${output}.`, [
    'It is the service stack: Latchkey-<stage>-Service.',
  ]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
