import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { brandStyleSheet } from '../../../lib/brand-style-sheet.ts';
import { buildPortal } from '../../../lib/portal-build.ts';

jest.setTimeout(120_000);

const output = mkdtempSync(join(tmpdir(), 'latchkey-portal-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const { pages, assets } = buildPortal(output);
const kilobytes = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length / 1000;

test('the first load of the Dashboard is at most 170 KB gzipped, styles and fonts included', () => {
  const html = readFileSync(join(pages, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name = '']) =>
    join(assets, name),
  );
  // The page names the text's font, and a style sheet the one for code.
  const mono = readdirSync(assets).filter((name) => /^portal-mono-.*\.woff2$/.test(name));
  expect([files.length > 1, mono.length]).toEqual([true, 1]);
  const first = [join(pages, 'index.html'), ...files, ...mono.map((name) => join(assets, name))];
  const colours = gzipSync(brandStyleSheet('#4650d4')).length / 1000;
  const total = first.map(kilobytes).reduce((sum, size) => sum + size, colours);
  console.log(`Dashboard: ${total.toFixed(0)} KB gzipped`);
  expect(total).toBeLessThan(170);
});

test('the banner to embed is at most 15 KB gzipped', () => {
  const size = kilobytes(join(pages, 'embed', 'latchkey-banner.js'));
  console.log(`Banner: ${size.toFixed(1)} KB gzipped`);
  expect(size).toBeLessThan(15);
});

test('the banner to embed is plain ASCII, for pages of any encoding', () => {
  const code = readFileSync(join(pages, 'embed', 'latchkey-banner.js'), 'latin1');
  expect(code).not.toMatch(/[\u0080-\u00ff]/);
});

test('nothing in the page is inline, as its policy demands, and nothing is loaded from elsewhere', () => {
  const html = readFileSync(join(pages, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|<script(?![^>]* src=)|https?:/);
  expect(html).toContain('href="/brand.css"');
});

test('no secret of a build, and no source map, is deployed', () => {
  expect(readdirSync(assets).filter((name) => !/\.(js|css|woff2)$/.test(name))).toEqual([]);
});

test('nothing of the page of components is deployed, which is only for looking at', () => {
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
  expect(
    names.filter((name) => /_local\/components|specimen/.test(readFileSync(join(assets, name), 'utf8'))),
  ).toEqual([]);
});

test('the licence of each font is deployed with it', () => {
  for (const name of ['portal-sans', 'portal-mono'])
    expect(readFileSync(join(pages, 'fonts', `${name}-licence.txt`), 'utf8')).toContain(
      'SIL Open Font License',
    );
});
