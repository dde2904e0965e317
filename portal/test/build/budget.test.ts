import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPortal } from '../../../lib/portal-build.ts';

jest.setTimeout(120_000);

const output = mkdtempSync(join(tmpdir(), 'latchkey-portal-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const { pages, assets } = buildPortal(output);
const kilobytes = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length / 1000;

test('the first load of the Dashboard is at most 170 KB gzipped, styles included', () => {
  const html = readFileSync(join(pages, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name = '']) =>
    join(assets, name),
  );
  expect(files.length).toBeGreaterThan(1);
  const total = files.map(kilobytes).reduce((sum, size) => sum + size, kilobytes(join(pages, 'index.html')));
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
});

test('no secret of a build, and no source map, is deployed', () => {
  expect(readdirSync(assets).filter((name) => !/\.(js|css)$/.test(name))).toEqual([]);
});
