import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import type { Question } from '../finding.ts';

/** What the CDK's default synthesizer writes into each assembly (requiresBootstrapStackVersion). */
const neededVersion = 6;

/** Whether the account and region are bootstrapped for the CDK. */
export function askBootstrap(ssm: SSMClient, qualifier: string): Question {
  const topic = 'CDK bootstrap';
  const name = `/cdk-bootstrap/${qualifier}/version`;
  const why = 'The CDK uploads templates and code into a bucket that bootstrapping creates.';
  const action = 'Run npx cdk bootstrap.';
  return {
    topic,
    permission: `ssm:GetParameter on ${name}`,
    async ask() {
      const version = await readVersion(ssm, name);
      if (version === null)
        return { level: 'stop', topic, what: `There is no parameter ${name}.`, why, action };
      if (!(version >= neededVersion)) {
        return {
          level: 'stop',
          topic,
          what: `Its version is ${version}; ${neededVersion} is needed.`,
          why,
          action,
        };
      }
      return { level: 'ok', topic, what: `Version ${version}, qualifier ${qualifier}.` };
    },
  };
}

async function readVersion(ssm: SSMClient, name: string): Promise<number | null> {
  try {
    const { Parameter: parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    return Number(parameter?.Value);
  } catch (error) {
    if (error instanceof ParameterNotFound) return null;
    throw error;
  }
}
