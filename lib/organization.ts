import { type App, Aspects, PermissionsBoundary, type Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { type Settings, SettingsError } from './settings.ts';

/** What each stack of a stage has by the rules of the operator's organization. */
export function organizationProps({ tags, permissionsBoundary: policy }: Settings): StackProps {
  return {
    // CloudFormation puts them on all that it makes and that can have them.
    tags,
    ...(policy && {
      permissionsBoundary: policy.startsWith('arn:')
        ? PermissionsBoundary.fromArn(policy)
        : PermissionsBoundary.fromName(policy),
    }),
  };
}

/**
 * Tags the replica of the table, which CloudFormation itself may not, and encrypts all log groups.
 * @param data the stack with the table
 */
export function applyOrganization(app: App, data: Stack, { tags, logKeyArn }: Settings): void {
  for (const [name, value] of Object.entries(tags)) Tags.of(data).add(name, value);
  if (logKeyArn === undefined) return;
  Aspects.of(app).add({
    visit(node) {
      if (node instanceof CfnLogGroup) node.kmsKeyId = logKeyArn;
    },
  });
}

const regional = ['tableKeyArn', 'logKeyArn', 'firewallArn'] as const;

/**
 * @param region undefined while it is not known yet
 * @throws SettingsError if a key or a web ACL is in another region
 */
export function requireArnsIn(region: string | undefined, settings: Settings): void {
  for (const name of regional) {
    const found = settings[name]?.split(':')[3];
    if (!region || !found || found === region) continue;
    throw new SettingsError(
      `${name} is in ${found}, and the deployment goes to ${region}, where only what is in ${region} can be used. Make one there.`,
    );
  }
}
