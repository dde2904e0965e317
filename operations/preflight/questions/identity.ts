import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Finding } from '../finding.ts';

const topic = 'Credentials';

/** Who is asking. Without a response, no other question makes sense: a `stop` ends the questions. */
export async function askIdentity(sts: STSClient): Promise<Finding> {
  try {
    const { Account: account, Arn: arn } = await sts.send(new GetCallerIdentityCommand());
    return { level: 'ok', topic, what: `AWS account ${account}, as ${arn}.` };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    const isExpired = /Expired/.test(name);
    return {
      level: 'stop',
      topic,
      what: isExpired ? 'The credentials have expired.' : `There are no usable AWS credentials (${name}).`,
      why: 'Nothing can be asked or deployed without them.',
      action: isExpired
        ? 'Sign in again, for example by aws sso login.'
        : 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and try aws sts get-caller-identity.',
    };
  }
}
