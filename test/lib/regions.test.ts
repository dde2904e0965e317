import { findObstacle, requireWorkingRegion, workingRegions } from '../../lib/regions.ts';
import { SettingsError } from '../../lib/settings.ts';
import { readSection, readText } from '../docs/markdown.ts';

it.each(['us-east-1', 'eu-central-1', undefined])('lets the region %s be deployed to', (region) => {
  expect(() => requireWorkingRegion(region)).not.toThrow();
});

it.each([
  ['ap-east-1', /SES/],
  ['ap-southeast-4', /SES/],
  ['eu-south-2', /SES/],
  ['mx-central-1', /SES/],
  ['cn-north-1', /Cognito/],
  ['us-gov-west-1', /CloudFront/],
  ['eusc-de-east-1', /Nobody has checked/],
  ['eu-central-9', /Nobody has checked/],
])('refuses %s with the reason', (region, why) => {
  expect(() => requireWorkingRegion(region)).toThrow(SettingsError);
  expect(() => requireWorkingRegion(region)).toThrow(why);
});

it('docs/deploy.md lists the regions that work, and why others do not', () => {
  const section = readSection(readText('docs/deploy.md'), '## Regions');
  const [works = '', others = ''] = section.split('Not ');
  const namesIn = (text: string) => [...text.matchAll(/`([a-z]+-[a-z]+-\d)`/g)].map(([, name]) => name);
  expect(namesIn(works)).toEqual(workingRegions);
  expect(namesIn(others)).toHaveLength(7);
  for (const name of namesIn(others)) expect(findObstacle(name ?? '')).toMatch(/SES/);
});
