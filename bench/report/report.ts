import { describeMachine, loadAverage } from '../measure/machine.ts';
import type { Workbench } from '../setup/workbench.ts';
import { table } from './format.ts';
import type { Section, Verdict } from './section.ts';

/** The report as Markdown. */
export function writeReport(
  sections: readonly Section[],
  { options, pinning }: Workbench,
  seconds: number,
): string {
  const verdicts = sections.flatMap((section) => section.verdicts);
  const pins =
    pinning === null
      ? "Nothing was pinned to a core, since this system can't."
      : `Unless stated otherwise, what was measured was pinned to core ${pinning.subject}, and what it talked to was pinned to core ${pinning.others}.`;
  return `# Benchmarks

Written by \`npm run bench -- --soak ${options.soakSeconds}${options.against ? ` --against ${options.against}` : ''}\` on ${new Date().toISOString().slice(0, 10)}, in ${Math.round(seconds / 60)} minutes. Do not edit: run it again.
To measure one section, run \`npm run bench -- --only <name>\` (see \`npm run bench -- --help\`).

Machine: ${describeMachine()}. ${pins}
The load average at the end was ${loadAverage().toFixed(1)} over one minute. Times on a shared machine mean little:
compare the ratios, which are between things that ran in turns.

${verdicts.length === 0 ? '' : writeGoals(verdicts)}${sections.map(({ title, body }) => `## ${title}\n\n${body}`).join('\n\n')}
`;
}

function writeGoals(verdicts: readonly Verdict[]): string {
  const missed = verdicts.filter(({ isReached }) => !isReached).length;
  const rows = verdicts.map(({ goal, target, measured, isReached }) => [
    goal,
    target,
    measured,
    isReached ? 'yes' : '**no**',
  ]);
  return `## Goals

${missed === 0 ? 'All reached.' : `${verdicts.length - missed} of ${verdicts.length} reached.`}

${table(['', 'goal', 'measured', 'reached'], rows)}

`;
}
