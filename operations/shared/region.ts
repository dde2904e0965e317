import { STSClient } from '@aws-sdk/client-sts';

/** The region as the CDK finds it, which also knows AWS_DEFAULT_REGION; undefined if none is set. */
export async function findRegion(): Promise<string | undefined> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  if (AWS_REGION || AWS_DEFAULT_REGION) return AWS_REGION || AWS_DEFAULT_REGION;
  return new STSClient({}).config.region().catch(() => undefined);
}

/** For clients of the SDK, so that a network without a way to AWS is told within seconds. */
export const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000 },
};
