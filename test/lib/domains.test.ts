import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { requireGatewayCertificateIn } from '../../lib/gateway-domain.ts';
import { portalDomainProps } from '../../lib/portal-domains.ts';
import { readSettings, SettingsError } from '../../lib/settings.ts';
import { isOn } from '../support/alarm-state.ts';
import { inOwnName, withoutZone } from '../support/own-name.ts';
import { type Resource, resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;
let own: Synthesis;
let byHand: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
  own = await synthesize(inOwnName);
  byHand = await synthesize(withoutZone);
});

const only = (template: Template, type: string): Resource['Properties'] => {
  const resources = Object.entries(resourcesOf(template, type));
  expect(resources).toHaveLength(1);
  return { id: resources[0]?.[0], ...resources[0]?.[1].Properties };
};
const outputsOf = (template: Template): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(template.toJSON().Outputs as Record<string, { Value: unknown }>).map(
      ([name, { Value }]) => [name, Value],
    ),
  );

describe('domains of the operator', () => {
  it('lead to the gateway by TLS 1.2 at least, which has no other address once that is closed', () => {
    for (const { service } of [own, byHand]) {
      service.hasResourceProperties('AWS::ApiGateway::DomainName', {
        DomainName: 'api.acme.dev',
        SecurityPolicy: 'TLS_1_2',
        EndpointConfiguration: { Types: ['REGIONAL'] },
      });
      const { id } = only(service, 'AWS::ApiGateway::DomainName');
      service.hasResourceProperties('AWS::ApiGateway::BasePathMapping', {
        DomainName: { Ref: id },
        Stage: { Ref: Match.stringLikeRegexp('^GatewayApiDeploymentStage') },
        BasePath: Match.absent(),
      });
    }
    const closed = ({ service }: Synthesis) =>
      Object.values(resourcesOf(service, 'AWS::ApiGateway::RestApi')).map(
        ({ Properties }) => Properties.DisableExecuteApiEndpoint === true,
      );
    // The management API is what CloudFront calls, and the operator API has no domain.
    expect([closed(plain), closed(byHand), closed(own)]).toEqual([
      [false, false, false],
      [false, false, false],
      [false, true, false],
    ]);
    // It takes effect with a new deployment.
    const deployments = ({ service }: Synthesis) =>
      Object.keys(resourcesOf(service, 'AWS::ApiGateway::Deployment')).filter((id) =>
        id.startsWith('Gateway'),
      );
    expect(deployments(own)).not.toEqual(deployments(plain));
  });

  it('have the gateway call itself where it can be reached', () => {
    const heartbeat = ({ service }: Synthesis) =>
      JSON.stringify(only(service, 'AWS::Scheduler::Schedule').Target.Input);
    expect(heartbeat(own)).toBe(JSON.stringify('{"heartbeat":"https://api.acme.dev/v1/whoami"}'));
    expect(heartbeat(byHand)).toContain('execute-api');
  });

  it('have certificates made in the hosted zone, and those of CloudFront and Cognito in us-east-1', () => {
    const validated = (domain: string) => ({
      DomainName: domain,
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: domain, HostedZoneId: inOwnName.hostedZoneId }],
    });
    own.service.hasResourceProperties('AWS::CertificateManager::Certificate', validated('api.acme.dev'));
    const made = Object.values(own.certificates?.findResources('AWS::CertificateManager::Certificate') ?? {});
    expect(made.map(({ Properties: { Tags: _, ...rest } }) => rest)).toEqual([
      validated('keys.acme.dev'),
      validated('login.keys.acme.dev'),
    ]);
    expect(Object.keys(outputsOf(own.certificates as Template))).toEqual([
      'PortalCertificateArn',
      'SignInCertificateArn',
    ]);
    expect([plain.certificates, byHand.certificates]).toEqual([undefined, undefined]);
    byHand.service.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  });

  it('serve the portal by TLS 1.2 at least, where mails, sign-ins and the pages themselves say it is', () => {
    expect(only(own.portal, 'AWS::CloudFront::Distribution').DistributionConfig).toMatchObject({
      Aliases: ['keys.acme.dev'],
      ViewerCertificate: {
        AcmCertificateArn: inOwnName.portalCertificateArn,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
    });
    const { CallbackURLs, LogoutURLs } = only(own.portal, 'AWS::Cognito::UserPoolClient');
    expect([CallbackURLs[0], CallbackURLs.length, LogoutURLs]).toEqual([
      'https://keys.acme.dev/',
      2,
      CallbackURLs,
    ]);
    own.notices.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ PORTAL_URL: 'https://keys.acme.dev' }) },
    });
    expect(outputsOf(own.portal)).toMatchObject({
      PortalUrl: 'https://keys.acme.dev',
      ApiUrl: 'https://keys.acme.dev/api/v1',
    });
    expect(outputsOf(own.service).GatewayUrl).toBe('https://api.acme.dev/');
  });

  it('lead to the sign-in page, which the policy of the pages lets them call', () => {
    const { UserPoolId: _, ...domain } = only(own.portal, 'AWS::Cognito::UserPoolDomain');
    expect(domain).toMatchObject({
      Domain: 'login.keys.acme.dev',
      ManagedLoginVersion: 2,
      CustomDomainConfig: { CertificateArn: inOwnName.signInCertificateArn },
    });
    const pages = Object.entries(resourcesOf(own.portal, 'AWS::CloudFront::ResponseHeadersPolicy')).find(
      ([id]) => id.startsWith('SecurityHeaders'),
    );
    expect(JSON.stringify(pages)).toContain(' https://login.keys.acme.dev;');
    // Cognito takes a domain only if the one above it resolves.
    const [created] = Object.values(own.portal.findResources('AWS::Cognito::UserPoolDomain'));
    expect(created?.DependsOn?.toSorted()).toEqual([
      expect.stringMatching(/^PortalDomainARecord/),
      expect.stringMatching(/^PortalDomainAaaaRecord/),
    ]);
    // The pool keeps its own, so that going back needs no change of what is kept.
    own.data.resourceCountIs('AWS::Cognito::UserPoolDomain', 1);
  });

  it('have their records written to the zone, or told in outputs', () => {
    const records = ({ service, portal }: Synthesis) =>
      [service, portal].flatMap((template) =>
        Object.values(resourcesOf(template, 'AWS::Route53::RecordSet')).map(({ Properties }) => {
          expect(Properties).toMatchObject({ HostedZoneId: inOwnName.hostedZoneId, AliasTarget: {} });
          return `${Properties.Name} ${Properties.Type}`;
        }),
      );
    expect(records(own).sort()).toEqual([
      'api.acme.dev. A',
      'keys.acme.dev. A',
      'keys.acme.dev. AAAA',
      'login.keys.acme.dev. A',
      'login.keys.acme.dev. AAAA',
    ]);
    expect(records(byHand)).toEqual([]);
    const told = { ...outputsOf(byHand.service), ...outputsOf(byHand.portal) };
    const [name] = JSON.stringify(told.GatewayDomainRecord).match(/api\.acme\.dev CNAME /) ?? [];
    expect(name).toBeDefined();
    expect(JSON.stringify(told.PortalDomainRecord)).toContain('keys.acme.dev CNAME ');
  });

  it('may come and go: no other stack holds on to an address', () => {
    for (const part of ['data', 'service', 'portal', 'notices'] as const) {
      const exported = (stacks: Synthesis) =>
        Object.keys(outputsOf(stacks[part])).filter((name) => name.startsWith('ExportsOutput'));
      const before = exported(plain).sort();
      expect([part, exported(own).sort()]).toEqual([part, before]);
      expect([part, exported(byHand).sort()]).toEqual([part, before]);
    }
  });

  it('wait for certificates that are being made, with a word about it', () => {
    const given: Record<string, unknown> = { senderEmail: 'keys@acme.dev', ...inOwnName };
    const settings = readSettings((name) => (name === 'portalCertificateArn' ? undefined : given[name]));
    const stack = new Stack();
    expect(portalDomainProps(stack, settings)).toEqual({});
    const [warning, ...others] = stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning');
    expect(others).toEqual([]);
    expect(warning?.data).toMatch(/keys\.acme\.dev is not in use yet: .* set portalCertificateArn to its/);
  });
});

describe('the certificate for the upstream', () => {
  const stageOf = ({ service }: Synthesis) =>
    Object.entries(resourcesOf(service, 'AWS::ApiGateway::Stage')).find(([id]) =>
      id.startsWith('Gateway'),
    )?.[1];

  it('is made by API Gateway beside the one before or after it, and presented by the gateway', () => {
    const made = Object.keys(resourcesOf(own.service, 'AWS::ApiGateway::ClientCertificate'));
    expect(made).toEqual(['ClientCertificate2027', 'ClientCertificate2026']);
    expect(stageOf(own)?.Properties.ClientCertificateId).toEqual({ Ref: 'ClientCertificate2027' });
    expect(outputsOf(own.service)).toMatchObject({
      ClientCertificate2027Id: { Ref: 'ClientCertificate2027' },
      ClientCertificate2026Id: { Ref: 'ClientCertificate2026' },
    });
    expect(stageOf(plain)?.Properties.ClientCertificateId).toBeUndefined();
  });

  it('may be one of ACM', () => {
    byHand.service.resourceCountIs('AWS::ApiGateway::ClientCertificate', 0);
    expect(stageOf(byHand)?.Properties.ClientCertificateId).toBe(withoutZone.upstreamClientCertificate);
  });

  it('is told of 30 days before its end', () => {
    const alarms = Object.entries(resourcesOf(byHand.watch, 'AWS::CloudWatch::Alarm'));
    const [, alarm] = alarms.find(([id]) => id.startsWith('ClientCertificateEnds')) ?? [];
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'AWS/CertificateManager',
      MetricName: 'DaysToExpiry',
      Dimensions: [{ Name: 'CertificateArn', Value: withoutZone.upstreamClientCertificate }],
    });
    expect([[29], [30], []].map((days) => isOn(alarm?.Properties, [days]))).toEqual([true, false, false]);
    const { Target, ScheduleExpression } = only(own.watch, 'AWS::Scheduler::Schedule');
    expect(ScheduleExpression).toBe('rate(335 days)');
    expect(Target.Arn).toEqual({ Ref: expect.stringMatching(/^AlarmTopic/) });
    expect(Target.Input).toContain('article ClientCertificateEnds');
  });
});

it('has mails come from the brand, if the sender has no name of its own', () => {
  own.notices.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ SENDER_NAME: 'Acme' }) },
  });
});

it('refuses a certificate of the gateway from another region than that of the deployment', () => {
  const settings = readSettings((name) => ({ senderEmail: 'keys@acme.dev', ...withoutZone })[name]);
  expect(() => requireGatewayCertificateIn('us-east-1', settings)).toThrow(SettingsError);
  expect(() => requireGatewayCertificateIn('us-east-1', settings)).toThrow(
    /in eu-west-1, .* goes to us-east-1/,
  );
  for (const region of ['eu-west-1', undefined])
    expect(() => requireGatewayCertificateIn(region, settings)).not.toThrow();
});
