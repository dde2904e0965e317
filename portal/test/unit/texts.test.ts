import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { t } from '../../src/keys/texts.ts';
import { isolate } from '../../src/texts/isolate.ts';
import { rich } from '../../src/texts/rich.tsx';

const html = (node: ReactNode) => renderToStaticMarkup(node);

test('a text has its variables filled in, with the forms of the language', () => {
  expect(t('found', { count: 1 })).toBe('1 key found');
  expect(t('found', { count: 1200 })).toBe('1,200 keys found');
});

test('a right-to-left name is isolated in any text, and no other name is changed', () => {
  expect(t('saved', { name: 'מפתח' })).toBe('Saved “\u2068מפתח\u2069”.');
  expect(t('saved', { name: 'Schlüssel 🔑 (2)' })).toBe('Saved “Schlüssel 🔑 (2)”.');
  expect(isolate('a\u202eb')).toBe('\u2068a\u202eb\u2069');
});

test('elements take the place of tags, inside of others too', () => {
  const text = 'See <b>the <link>keys</link></b>, such as <name/>.';
  const shown = rich(text, { link: (children) => ['[', children, ']'], name: '<b>not a tag</b>' });
  expect(html(shown)).toBe('See <strong>the [keys]</strong>, such as &lt;b&gt;not a tag&lt;/b&gt;.');
});

test('every text of the pages is in the catalogue', () => {
  // What a person would read: words between tags, or in an attribute that is read out.
  const read =
    /(?:>|\s)(?:[A-Z][a-z]+(?: [a-z]+)+[^<>{}();=]*)<\/|(?:title|label|aria-label|placeholder|hint|what)="[^"]*[A-Z ][^"]*"/;
  const source = join(__dirname, '../../src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((name) =>
    readFileSync(join(source, name), 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && read.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
