import { Match, type Template } from 'aws-cdk-lib/assertions';
import { metricsNamespace } from '../../lib/metrics.ts';
import { requireArnsIn } from '../../lib/organization.ts';
import { readSettings, SettingsError } from '../../lib/settings.ts';
import { adopted, inOrganization } from '../support/own-name.ts';
import { type Resource, resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

// The synthesis of all of it together throws on any finding of cdk-nag.
let plain: Synthesis;
let strict: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
  strict = await synthesize(inOrganization);
});

const templatesOf = ({ data, service, portal, notices, watch, certificates }: Synthesis): Template[] =>
  [data, service, portal, notices, watch, certificates].filter((template) => template !== undefined);

const all = (synthesis: Synthesis, type: string): Resource[] =>
  templatesOf(synthesis).flatMap((template) => Object.values(resourcesOf(template, type)));

it('bounds each role of each stack', () => {
  const roles = all(strict, 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(10);
  for (const { Properties } of roles)
    expect(JSON.stringify(Properties.PermissionsBoundary)).toMatch(/:policy\/acme-boundary/);
});

it('tags all stacks, and the table', () => {
  expect(strict.tags).toEqual(strict.tags.map(() => inOrganization.tags));
  expect(strict.tags).toHaveLength(6);
  strict.data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    Replicas: [Match.objectLike({ Tags: Match.arrayWith([{ Key: 'team', Value: 'api' }]) })],
  });
});

it('encrypts every log group and the table with keys of the customer', () => {
  const groups = all(strict, 'AWS::Logs::LogGroup');
  expect(groups.length).toBeGreaterThan(10);
  for (const { Properties } of groups) expect(Properties.KmsKeyId).toBe(inOrganization.logKeyArn);
  for (const { Properties } of all(plain, 'AWS::Logs::LogGroup'))
    expect(Properties).not.toHaveProperty('KmsKeyId');
  strict.data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: inOrganization.tableKeyArn } })],
  });
});

it('lets exactly the functions that use the table use its key, by DynamoDB, and the authorizer only to read', () => {
  for (const template of [strict.service, strict.notices]) {
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::IAM::Policy'))) {
      const statements: {
        Action: string | string[];
        Resource: unknown;
        Condition?: unknown;
        Effect: string;
      }[] = Properties.PolicyDocument.Statement;
      const actionsOf = (service: string) =>
        statements
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action }) => Action)
          .filter((action) => action.startsWith(`${service}:`));
      const ofKey = statements.filter(({ Resource }) => Resource === inOrganization.tableKeyArn);
      expect(ofKey).toHaveLength(actionsOf('dynamodb').length > 0 ? 1 : 0);
      for (const { Condition } of ofKey)
        expect(JSON.stringify(Condition)).toMatch(/^\{"StringEquals":\{"kms:ViaService".*dynamodb\./);
      if (ofKey.length === 0) continue;
      const isReader = actionsOf('dynamodb').every((action) => /Get|Query/.test(action));
      expect(actionsOf('kms').sort()).toEqual(
        isReader
          ? ['kms:Decrypt', 'kms:DescribeKey']
          : [
              'kms:Decrypt',
              'kms:DescribeKey',
              'kms:Encrypt',
              'kms:GenerateDataKey',
              'kms:ReEncryptFrom',
              'kms:ReEncryptTo',
            ],
      );
    }
  }
});

describe('the firewall', () => {
  it('is none unless it is asked for', () => {
    expect(all(plain, 'AWS::WAFv2::WebACL')).toEqual([]);
    expect(all(plain, 'AWS::WAFv2::WebACLAssociation')).toEqual([]);
  });

  it('is before each API, and refuses neither large bodies nor programs that do not name themselves', () => {
    const { service } = strict;
    service.resourceCountIs('AWS::WAFv2::WebACLAssociation', 3);
    const [acl] = Object.values(resourcesOf(service, 'AWS::WAFv2::WebACL'));
    const [rate, common] = acl?.Properties.Rules ?? [];
    expect(rate.Statement.RateBasedStatement).toMatchObject({
      AggregateKeyType: 'IP',
      EvaluationWindowSec: 60,
      Limit: 6000,
      // Behind CloudFront, one address stands for many callers.
      ScopeDownStatement: {
        NotStatement: {
          Statement: {
            ByteMatchStatement: {
              SearchString: { 'Fn::Join': ['', [{ Ref: 'ManagementApi46D28074' }, '.']] },
            },
          },
        },
      },
    });
    expect(common.Statement.ManagedRuleGroupStatement).toMatchObject({
      Name: 'AWSManagedRulesCommonRuleSet',
      RuleActionOverrides: [
        { Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } },
        { Name: 'NoUserAgent_HEADER', ActionToUse: { Count: {} } },
      ],
    });
  });

  it("may be one of the operator, and is the portal's as well", () => {
    strict.portal.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({ WebACLId: inOrganization.portalFirewallArn }),
    });
  });
});

describe('an adopted table and user pool', () => {
  let restored: Synthesis;
  beforeAll(async () => {
    restored = await synthesize(adopted);
  });

  it('are what everything uses', () => {
    for (const { service, notices } of [restored]) {
      const functions = [service, notices].flatMap((template) =>
        Object.values(resourcesOf(template, 'AWS::Lambda::Function')),
      );
      const tables = functions
        .map(({ Properties }) => Properties.Environment?.Variables?.TABLE_NAME)
        .filter(Boolean);
      expect(tables.length).toBeGreaterThan(5);
      expect(new Set(tables)).toEqual(new Set(['restored']));
      const grants = JSON.stringify(resourcesOf(notices, 'AWS::IAM::Policy'));
      expect(grants).toContain(':table/restored');
      expect(grants).toContain(':table/restored/index/');
    }
    const portal = JSON.stringify(restored.portal.toJSON());
    expect(portal).toContain('-adopted.auth.');
    expect(portal).toContain('"UserPoolId":"eu-west-1_AbCdEfGhI"');
    const [authorizer] = Object.values(resourcesOf(restored.service, 'AWS::ApiGateway::Authorizer')).filter(
      ({ Properties }) => Properties.Type === 'COGNITO_USER_POOLS',
    );
    expect(JSON.stringify(authorizer?.Properties.ProviderARNs)).toContain(':userpool/eu-west-1_AbCdEfGhI');
    expect(restored.data.toJSON().Outputs).toMatchObject({
      TableName: { Value: 'restored' },
      UserPoolId: { Value: 'eu-west-1_AbCdEfGhI' },
    });
  });

  it('change nothing of what was there before: no table goes, no export that is in use, and nothing is dropped on the way back', () => {
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool'])
      expect(resourcesOf(restored.data, type)).toEqual(resourcesOf(plain.data, type));
    const exportsOf = ({ data }: Synthesis) =>
      Object.fromEntries(
        Object.entries(data.toJSON().Outputs as Record<string, object>).filter(([name]) =>
          name.startsWith('Exports'),
        ),
      );
    expect(exportsOf(restored)).toMatchObject(exportsOf(plain));
    for (const template of [restored.service, restored.portal, restored.notices, restored.watch])
      expect(JSON.stringify(template.toJSON())).not.toContain('prod-Data:');
    const [own, ofAdopted] = Object.values(resourcesOf(restored.data, 'AWS::Cognito::UserPoolDomain'));
    expect(JSON.stringify(ofAdopted?.Properties)).not.toBe(JSON.stringify(own?.Properties));
  });
});

it('names a key or a firewall that is in another region', () => {
  const settings = readSettings(
    (name) => ({ senderEmail: 'keys@acme.dev', ...inOrganization })[name as keyof typeof inOrganization],
  );
  expect(() => requireArnsIn('eu-west-1', settings)).not.toThrow();
  expect(() => requireArnsIn(undefined, settings)).not.toThrow();
  expect(() => requireArnsIn('us-east-1', settings)).toThrow(SettingsError);
  expect(() => requireArnsIn('us-east-1', settings)).toThrow(
    /^tableKeyArn is in eu-west-1.*goes to us-east-1/,
  );
});

describe('two stages in one AWS account and region', () => {
  it('have no name in common', async () => {
    // As docs/deploy.md has it for the second.
    const beside = await synthesize({ stage: 'test', apiGatewayLogRole: false, createSenderIdentity: false });
    const [first, second] = [namesOf(plain), namesOf(beside)];
    expect(first.size).toBeGreaterThan(25);
    expect([...first].filter((name) => second.has(name))).toEqual([]);
  });
});

/** Properties that name something known beyond its stack: to the AWS account and region, or to the world. */
const nameProperties = new Set([
  'AlarmName',
  'BucketName',
  'DashboardName',
  'DomainName',
  'DomainPrefix',
  'FunctionName',
  'GroupName',
  'LogGroupName',
  'ManagedPolicyName',
  'Name',
  'QueueName',
  'QueryDefinitionName',
  'RoleName',
  'RuleName',
  'ScheduleName',
  'TableName',
  'TopicName',
  'UserPoolName',
  'Domain',
  'EmailIdentity',
]);

/**
 * All names in the templates, as JSON: exports, and properties of resources. Names that are made of the stack's own
 * resources are its own.
 */
function namesOf(synthesis: Synthesis): Set<string> {
  const names = new Set<string>();
  for (const template of templatesOf(synthesis)) {
    const { Resources = {}, Outputs = {} } = template.toJSON();
    for (const { Export } of Object.values<{ Export?: { Name: unknown } }>(Outputs))
      if (Export) names.add(JSON.stringify(Export.Name));
    for (const [, { Type, Properties = {} }] of Object.entries<Resource>(Resources)) {
      for (const [property, value] of Object.entries(namesIn(Type, Properties))) {
        const text = JSON.stringify(value);
        if (text !== undefined && !/"(Ref|Fn::GetAtt)":(?!"AWS::)/.test(text))
          names.add(`${Type} ${property} ${text}`);
      }
    }
  }
  return names;
}

/** Directly of the resource, or of its `…Config`. */
function namesIn(type: string, properties: Record<string, unknown>): Record<string, unknown> {
  if (type === 'AWS::CloudWatch::Alarm' && properties.Namespace === metricsNamespace)
    return { Name: properties.AlarmName, metric: [properties.MetricName, properties.Dimensions] };
  // Of an API, a stage or an authorizer of one, names need not be unique; but metrics go by those of APIs.
  if (/^AWS::ApiGateway::(?!RestApi$)/.test(type)) return {};
  const configs = Object.entries(properties).filter(([name]) => name.endsWith('Config'));
  const all = [
    ...Object.entries(properties),
    ...configs.flatMap(([, config]) => Object.entries(config as object)),
  ];
  return Object.fromEntries(all.filter(([name]) => nameProperties.has(name)));
}
