import * as z from 'zod/mini';
import { flag, fromText, matching, wholeNumber } from './setting-kinds.ts';
import type { Settings } from './settings.ts';

const tagsError =
  'must be tags of at most 128 characters with values of at most 256, such as {"team": "api"} or -c tags=team=api,cost-center=42: letters, digits, blanks and _ . : / = + - @, no name that starts with aws:, and at most 40';
const keyError = (what: string) =>
  `must be the ARN of a key in KMS that ${what} are encrypted with, in the region of the deployment, and not of an alias: arn:aws:kms:…:key/…`;
const firewallError = (scope: string, where: string) =>
  `must be the ARN of a web ACL of AWS WAF of the scope ${scope}, ${where}`;

const keyArn = (what: string) =>
  matching(
    /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    keyError(what),
  );

/** What the rules of an operator's organization ask of each deployment, and what outlives stacks. */
export const organizationSettings = {
  tags: z._default(
    z.pipe(
      z.transform(fromText(tagsFromText)),
      z
        .record(z.string(), z.string({ error: tagsError }), { error: tagsError })
        .check(z.refine((tags) => areTags(tags), tagsError)),
    ),
    {},
  ),
  permissionsBoundary: z.optional(
    matching(
      /^(arn:aws:iam::\d{12}:policy\/[\w+=,.@/-]+|[\w+=,.@-]{1,128})$/,
      'must be the name or the ARN of a managed policy of the AWS account that roles are bounded by',
    ),
  ),
  tableKeyArn: z.optional(keyArn('the table and its backups')),
  logKeyArn: z.optional(keyArn('logs')),
  firewall: flag(false),
  firewallCallsPerMinute: wholeNumber(10, 2_000_000, 6000),
  firewallArn: z.optional(
    matching(
      /^arn:aws:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/,
      firewallError('REGIONAL', 'in the region of the deployment'),
    ),
  ),
  portalFirewallArn: z.optional(
    matching(
      /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/,
      firewallError('CLOUDFRONT', 'which are made in us-east-1'),
    ),
  ),
  existingTableName: z.optional(
    matching(
      /^[\w.-]{3,255}$/,
      'must be the name of a table of the AWS account, in the region of the deployment',
    ),
  ),
  existingUserPoolId: z.optional(
    matching(
      /^[a-z0-9-]+_[A-Za-z0-9]+$/,
      'must be the ID of a user pool of the AWS account, in the region of the deployment, such as eu-west-1_AbCdEfGhI',
    ),
  ),
};

export const organizationRules = [
  z.refine<Partial<Settings>>(({ firewall, firewallArn }) => !firewall || !firewallArn, {
    path: ['firewallArn'],
    error: 'must not be set while firewall is true, which makes one',
  }),
];

function tagsFromText(text: string): unknown {
  if (text.trimStart().startsWith('{')) return text;
  return Object.fromEntries(
    text.split(',').map((tag) => {
      const [name = '', ...value] = tag.split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

// CloudFormation adds some of its own to the 50 that most resources may have.
function areTags(tags: Record<string, string>): boolean {
  const entries = Object.entries(tags);
  return (
    entries.length <= 40 &&
    entries.every(
      ([name, value]) =>
        /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(name) &&
        /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value),
    )
  );
}
