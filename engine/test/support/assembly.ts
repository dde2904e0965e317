import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly } from '../../src/assembly/assembly.ts';

/** An assembly of stacks, given by name and template. @param parent a folder for it */
export function assemblyOf(parent: string, stacks: Record<string, object>): Assembly {
  const folder = mkdtempSync(join(parent, 'assembly-'));
  const artifacts = Object.keys(stacks).map((name) => [
    name,
    { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.json` } },
  ]);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(artifacts) }));
  for (const [name, template] of Object.entries(stacks))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(template));
  return new Assembly(folder);
}
