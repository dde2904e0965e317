import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
});

describe('logs and traces of the service stack', () => {
  it("leaves out Lambda's own lines about each call, traces and metrics of each method", () => {
    const functions = Object.values(resourcesOf(plain.service, 'AWS::Lambda::Function'));
    for (const { Properties } of functions) {
      expect(Properties.LoggingConfig).toMatchObject({
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
        ApplicationLogLevel: 'INFO',
      });
      expect(Properties.TracingConfig?.Mode).not.toBe('Active');
    }
    for (const { Properties } of Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::Stage'))) {
      expect(Properties.TracingEnabled).toBe(false);
      for (const setting of Properties.MethodSettings) expect(setting.MetricsEnabled).toBe(false);
    }
  });

  it('hands calls to X-Ray when told to', async () => {
    const { service, notices } = await synthesize({ tracing: true });
    for (const template of [service, notices])
      for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Lambda::Function')))
        expect(Properties.TracingConfig.Mode).toBe('Active');
    for (const { Properties } of Object.values(resourcesOf(service, 'AWS::ApiGateway::Stage')))
      expect(Properties.TracingEnabled).toBe(true);
  });

  it('tells in the access log who called: the key at the gateway, the sign-in at the management API, the ARN at the operator API', () => {
    const formats = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::Stage')).map(
      ({ Properties }) => [Properties.RestApiId.Ref.slice(0, 7), Properties.AccessLogSetting.Format] as const,
    );
    expect(Object.fromEntries(formats)).toEqual({
      Gateway: expect.stringContaining('"accessKey":"$context.authorizer.accessKey"'),
      Managem: expect.stringContaining('"sub":"$context.authorizer.claims.sub"'),
      Operato: expect.stringContaining('"caller":"$context.identity.userArn"'),
    });
  });

  it("declares the groups of API Gateway's own logs before it could make them without an end", () => {
    const groups = Object.entries(resourcesOf(plain.service, 'AWS::Logs::LogGroup')).filter(
      ([, { Properties }]) =>
        JSON.stringify(Properties.LogGroupName ?? '').includes('API-Gateway-Execution-Logs_'),
    );
    expect(groups).toHaveLength(3);
    const stages = Object.values(plain.service.findResources('AWS::ApiGateway::Stage'));
    for (const [id, { Properties }] of groups) {
      expect(Properties.LogGroupName['Fn::Join'][1].at(-1)).toBe('/live');
      expect(stages.filter(({ DependsOn }) => DependsOn?.includes(id))).toHaveLength(1);
    }
  });

  it('logs no header, query or body, so no credential', () => {
    for (const { Properties } of Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::Stage'))) {
      expect(Properties.AccessLogSetting.Format).not.toMatch(/header|query|body|authorization/i);
      for (const setting of Properties.MethodSettings)
        expect(setting).toMatchObject({ DataTraceEnabled: false, LoggingLevel: 'ERROR' });
      // Of an API of its own, the path is the operator's to look into.
      const isGateway = Properties.RestApiId.Ref.startsWith('Gateway');
      expect(Properties.AccessLogSetting.Format.includes('$context.path')).toBe(isGateway);
    }
  });
});
