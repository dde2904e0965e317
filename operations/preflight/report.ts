import type { Finding } from './finding.ts';

/** A finding on one line, and why and what to do on lines of their own. */
export function formatFinding({ level, topic, what, why, action }: Finding): string {
  const mark = { ok: 'ok     ', warning: 'WARNING', stop: 'STOP   ' }[level];
  const lines = [`${mark}  ${topic.padEnd(22)} ${what}`];
  if (why) lines.push(`${' '.repeat(9)}why: ${why}`);
  if (action) lines.push(`${' '.repeat(9)}do:  ${action}`);
  return lines.join('\n');
}

export function formatSummary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const verdict = count('stop') > 0 ? 'Not ready to deploy' : 'Nothing stands in the way of a deployment';
  return `\n${verdict}: ${count('stop')} to stop for, ${count('warning')} to know of, ${count('ok')} in order.`;
}
