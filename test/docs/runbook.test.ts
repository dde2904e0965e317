import { withoutZone } from '../support/own-name.ts';
import { type Resource, resourcesOf, synthesize } from '../support/stacks.ts';
import { readSection, readText } from './markdown.ts';

const text = readText('docs/runbook.md');
const articles = [...text.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);

it('has an article for each alarm, by the name that the alarm gives it, and no other', async () => {
  const synthesized = await Promise.all([synthesize(), synthesize(withoutZone)]);
  // The second has one more, about the certificate that it is given.
  const alarms = Object.entries(
    Object.assign(
      {},
      ...synthesized.map(({ watch }) => resourcesOf(watch, 'AWS::CloudWatch::Alarm')),
    ) as Record<string, Resource>,
  );
  const named = alarms.map(([, { Properties }]) => /article (\w+)\.$/.exec(Properties.AlarmDescription)?.[1]);
  expect(articles.toSorted()).toEqual(named.toSorted());
  for (const [id] of alarms) expect(articles.some((title) => id.startsWith(title))).toBe(true);
});

it.each(articles)('says of %s what it means, where to look and what to do', (title) => {
  const article = readSection(text, `## ${title}`);
  const parts = [...article.matchAll(/^### (.+)\n\n(?=\S)/gm)].map(([, part]) => part);
  expect(parts).toEqual(['Description', 'Investigation', 'Resolution']);
});
