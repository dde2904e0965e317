import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { OidcProvider } from '../../../lib/identity-provider-settings.ts';
import type { Finding, Question } from '../finding.ts';

const topic = 'Client secret';

/** Whether the secret is there that the setting names. Its value is not read. */
export function askClientSecret(
  secrets: SecretsManagerClient,
  { clientSecretName: name, clientSecretVersion: version }: OidcProvider,
  region: string,
): Question {
  const stop = (what: string, action: string): Finding => ({
    level: 'stop',
    topic,
    what,
    why: 'CloudFormation takes the client secret of the identity provider from it, so the deployment would fail.',
    action,
  });
  return {
    topic,
    permission: 'secretsmanager:DescribeSecret',
    async ask() {
      const own = /^arn:aws:secretsmanager:([^:]+):/.exec(name)?.[1];
      if (own !== undefined && own !== region)
        return stop(`${name} is in ${own}.`, `Keep it in ${region}, where the deployment goes.`);
      try {
        const { DeletedDate: deleted, VersionIdsToStages: versions = {} } = await secrets.send(
          new DescribeSecretCommand({ SecretId: name }),
        );
        if (deleted) return stop(`${name} is about to be deleted.`, 'Restore it, or name another one.');
        if (version !== undefined && !(version in versions))
          return stop(
            `${name} has no version ${version}.`,
            'Look for its versions, or drop clientSecretVersion.',
          );
        return { level: 'ok', topic, what: `${name} is there.` };
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        return stop(
          `There is no secret ${name} in ${region}.`,
          `Make it: aws secretsmanager create-secret --name ${own === undefined ? name : '<a name>'} --secret-string file://<a file with the client secret>`,
        );
      }
    },
  };
}
