import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { listDocuments, readText, root, withoutCode } from './markdown.ts';

/** Commands of npm itself that documents name. */
const npmCommands = ['ci', 'query'];

it('finds the documents that every project is asked for, and those of the workspaces', () => {
  const expected = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md'];
  expect(listDocuments()).toEqual(expect.arrayContaining([...expected, 'docs/adr/README.md']));
});

describe.each(listDocuments())('%s', (document) => {
  const text = readText(document);

  it('has no relative link that leads nowhere', () => {
    for (const [, link = ''] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : join(dirname(document), path);
      expect([link, existsSync(join(root, target))]).toEqual([link, true]);
      if (anchor !== undefined) expect(anchorsOf(readText(target))).toContain(anchor);
    }
  });

  it('names no npm script that is not there', () => {
    const scripts = Object.keys(packageJson.scripts);
    for (const [, run, name = ''] of text.matchAll(/\bnpm (run )?([a-z]\w*(?::\w+)*)(?=[ `\n])/g)) {
      if (run === undefined && npmCommands.includes(name)) continue;
      expect(scripts).toContain(name);
    }
  });

  it('names no file of the repository that is not there', () => {
    const folders = '\\.github|bin|lib|lambdas|operations|engine|portal|bench|cli|examples|test|docs';
    for (const [, path = ''] of text.matchAll(new RegExp(`\`((?:${folders})/[\\w./-]*)\``, 'g'))) {
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
    }
  });
});

/** The anchors that GitHub gives to the headings of a text. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
