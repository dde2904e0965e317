import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';
import { readSection, readText } from './markdown.ts';

const text = readText('docs/security.md');
let plain: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
});

it('names the actions of each function on the table, and no other function', () => {
  const rows = [...readSection(text, '## Least privilege').matchAll(/^\| ([a-z-]+) \| (.+) \|$/gm)];
  const documented = rows
    .filter(([, name]) => name !== 'function')
    .map(([, name = '', actions = '']) => [name, actions === 'none' ? [] : actions.split(', ').sort()]);
  expect(Object.fromEntries(documented)).toEqual({
    ...readActions(plain.service),
    ...readActions(plain.notices),
  });
});

it.each(['gateway', 'management API', 'operator API'])(
  'names the fields of the access log of the %s',
  (api) => {
    const [, listed = ''] =
      new RegExp(`The ${api}'s access log, one line per call: (.+?)\\. No header`, 's').exec(text) ?? [];
    const documented = [...listed.matchAll(/`(\w+)`/g)].map(([, field]) => field);
    const logged = Object.entries(resourcesOf(plain.service, 'AWS::ApiGateway::Stage'))
      .filter(([id]) => id.toLowerCase().startsWith(api.split(' ')[0] ?? ''))
      .map(([, { Properties }]) => Object.keys(JSON.parse(Properties.AccessLogSetting.Format)));
    expect(logged).toEqual([documented]);
  },
);

/** The actions on the table by the name of the function's construct; those of the authorizer and the counter are called Function. */
function readActions(stack: Template): Record<string, string[]> {
  const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy'));
  const actions = Object.values(resourcesOf(stack, 'AWS::Lambda::Function')).map(({ Properties }) => {
    const role: string = Properties.Role['Fn::GetAtt'][0];
    const name = /(?:Management|Gateway)?(?:Keys(Function)|([A-Z][A-Za-z]+?))ServiceRole/.exec(role);
    const granted = policies
      .filter((policy) => policy.Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap((policy) => policy.Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action)
      .filter((action: string) => action.startsWith('dynamodb:'))
      .map((action: string) => action.slice('dynamodb:'.length));
    if (role.includes('UseFunction')) return ['usage', [...new Set(granted)].sort()];
    const words = (name?.[2] ?? role).replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    return [name?.[1] ? 'authorizer' : words, [...new Set(granted)].sort()];
  });
  return Object.fromEntries(actions);
}
