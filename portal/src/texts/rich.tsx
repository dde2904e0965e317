import { Fragment, type ReactNode } from 'react';

/** What takes the place of `<name/>`, or is made of what `<name>…</name>` holds. */
export type Parts = Readonly<Record<string, ReactNode | ((children: ReactNode) => ReactNode)>>;

const tag = /<(\w+)>(.*?)<\/\1>|<(\w+)\/>/gs;

const own: Parts = {
  b: (children) => <strong>{children}</strong>,
  code: (children) => <code>{children}</code>,
};

/**
 * A text with elements in it: `See <link>your keys</link>, such as <name/>.` Only for texts of the catalogue:
 * what a person wrote comes as a part, so that nothing in it is taken for a tag.
 */
export function rich(text: string, parts: Parts = {}): ReactNode {
  const nodes: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(tag)) {
    const [whole, pair, inside = '', single = ''] = match;
    const part = parts[pair ?? single] ?? own[pair ?? single];
    nodes.push(text.slice(end, match.index));
    nodes.push(
      <Fragment key={match.index}>{typeof part === 'function' ? part(rich(inside, parts)) : part}</Fragment>,
    );
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}
