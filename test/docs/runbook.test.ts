import { resourcesOf, synthesize } from '../support/stacks.ts';
import { readSection, readText } from './markdown.ts';

const text = readText('docs/runbook.md');
const articles = [...text.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);

it('has an article for each alarm, by the name that the alarm gives it, and no other', async () => {
  const alarms = Object.entries(resourcesOf((await synthesize()).watch, 'AWS::CloudWatch::Alarm'));
  const named = alarms.map(([, { Properties }]) => /article (\w+)\.$/.exec(Properties.AlarmDescription)?.[1]);
  expect(articles.toSorted()).toEqual(named.toSorted());
  for (const [id] of alarms) expect(articles.some((title) => id.startsWith(title))).toBe(true);
});

it.each(articles)('says of %s what it means, where to look and what to do', (title) => {
  const article = readSection(text, `## ${title}`);
  const parts = [...article.matchAll(/^### (.+)\n\n(?=\S)/gm)].map(([, part]) => part);
  expect(parts).toEqual(['Description', 'Investigation', 'Resolution']);
});
