import { SettingsError } from './settings.ts';

/**
 * Regions that have everything the stacks consist of, by CloudFormation's resource types of November 2026. With
 * cfn-lint installed, `npm run lint:templates` looks again.
 */
export const workingRegions: readonly string[] = [
  'af-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/** What the other regions lack, and what it is needed for. */
const obstacles: readonly { regions: RegExp; why: string }[] = [
  {
    regions: /^(ap-east-[12]|ap-southeast-[467]|eu-south-2|mx-central-1)$/,
    why: 'Amazon SES, which sends the mails about expiring keys, is not available there.',
  },
  {
    regions: /^cn-/,
    why: 'Amazon Cognito user pools, by which account holders sign in, and Amazon SES are not available there.',
  },
  {
    regions: /^us-gov-/,
    why: 'Amazon CloudFront, which serves the portal, is not available there.',
  },
];

/** @returns why nothing can be deployed to a region, or null */
export function findObstacle(region: string): string | null {
  if (workingRegions.includes(region)) return null;
  return (
    obstacles.find(({ regions }) => regions.test(region))?.why ??
    'Nobody has checked that Amazon Cognito, SES and CloudFront are available there.'
  );
}

/**
 * @param region undefined while it is not known yet
 * @throws SettingsError if nothing can be deployed there
 */
export function requireWorkingRegion(region: string | undefined): void {
  const why = region ? findObstacle(region) : null;
  if (why === null) return;
  throw new SettingsError(
    `Latchkey can't be deployed to ${region}. ${why} docs/deploy.md lists the regions.`,
  );
}
