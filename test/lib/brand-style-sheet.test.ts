import { brandStyleSheet } from '../../lib/brand-style-sheet.ts';

it('writes each colour for both schemes, as plain hexadecimal digits', () => {
  const lines = brandStyleSheet('#4650d4').trim().split('\n');
  expect([lines[0], lines.at(-1)]).toEqual([':root, :host {', '}']);
  for (const line of lines.slice(1, -1))
    expect(line).toMatch(/^ {2}--[a-z-]+: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);$/);
  expect(lines).toContain('  --brand-text: light-dark(#4956c4, #889cff);');
});
