import type { Deployment } from './deployment.ts';
import { renderFigures } from './render.ts';

const begin = '<!-- figures: npm run costs -- --update-docs -->';
const end = '<!-- end of figures -->';

/**
 * The document with its figures regenerated from the deployment.
 * @throws Error when it has no place for them
 */
export function updateFigures(document: string, deployment: Deployment): string {
  const [before, rest] = document.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (after === undefined) throw new Error(`The document lacks the lines ${begin} and ${end}.`);
  return `${before}${begin}\n\n${renderFigures(deployment)}\n\n${end}${after}`;
}
