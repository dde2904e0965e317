import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

export const root = join(__dirname, '../..');

/** The documents that people read, by their path from the repository's root; those of GitHub, such as workflows, too. */
export function listDocuments(): string[] {
  const folders = { docs: /\.md$/, '.github': /\.(md|yml)$/ };
  const inFolders = Object.entries(folders).flatMap(([folder, pattern]) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => pattern.test(path))
      .map((path) => join(folder, path)),
  );
  const atRoot = readdirSync(root).filter((path) => path.endsWith('.md'));
  const ofWorkspaces = packageJson.workspaces
    .map((workspace) => join(workspace, 'README.md'))
    .filter((path) => existsSync(join(root, path)));
  return [...atRoot, ...ofWorkspaces, ...inFolders].sort();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The cells of all table rows of a text whose first cell is code, without its backticks. */
export function readRows(text: string): string[][] {
  return [...text.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, first = '', rest = '']) => [
    first,
    ...rest.split(' | ').map((cell) => cell.trim().replace(/\\([<>])/g, '$1')),
  ]);
}

/** The part of a text under a heading, up to the next heading of the same rank or a higher one. */
export function readSection(text: string, heading: string): string {
  const rank = heading.indexOf(' ');
  const [, after] = text.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`There is no heading ${heading}.`);
  return after.split(new RegExp(`\n#{1,${rank}} `))[0] ?? '';
}

/** The contents of the fenced code blocks of a language, in their order. */
export function readCodeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  );
}

/** A text without its code: neither blocks nor spans. */
export function withoutCode(text: string): string {
  return text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
}
