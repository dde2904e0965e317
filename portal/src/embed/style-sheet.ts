/**
 * A constructed sheet needs no style element, which a page's policy may forbid. Operators set the custom
 * properties that begin with `--latchkey`; the others are the portal's colours, from its /brand.css where the
 * page's policy lets that in, or else those of the default brand.
 */
export const styleSheet = new CSSStyleSheet();

styleSheet.replaceSync(`
:host { display: block; font: inherit; font-size: 0.875rem; line-height: 1.25rem; }
.banner {
  overflow: clip;
  border: 1px solid var(--latchkey-border, var(--warn-line, light-dark(#f6cc9a, #583806)));
  border-radius: var(--latchkey-radius, 12px);
  background: var(--surface, light-dark(#ffffff, #131419));
  color: var(--latchkey-color, var(--text, light-dark(#161821, #ebedf1)));
}
.head {
  border-block-end: 1px solid var(--latchkey-border, var(--warn-line, light-dark(#f6cc9a, #583806)));
  background: var(--latchkey-background, var(--warn-soft, light-dark(#fff1e1, #2c1d09)));
}
.head strong { font-weight: 600; color: var(--warn-text, light-dark(#885700, #f1af57)); }
.danger, .danger .head {
  border-color: var(--latchkey-danger-border, var(--danger-line, light-dark(#fcc5be, #612e2a)));
}
.danger .head {
  background: var(--latchkey-danger-background, var(--danger-soft, light-dark(#ffefed, #361512)));
}
.danger .head strong { color: var(--danger-text, light-dark(#b71920, #ffa097)); }
.head, li { display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: 0.625rem 1.25rem; }
.head strong, li > span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; }
li + li { border-block-start: 1px solid var(--line, light-dark(#e2e4e8, #24262c)); }
a { color: inherit; font-weight: 600; text-decoration: none; unicode-bidi: isolate; }
a:hover { text-decoration: underline; }
.when { color: var(--muted, light-dark(#595c67, #a6a9b2)); }
.use { display: block; font-size: 0.8125rem; color: var(--muted, light-dark(#595c67, #a6a9b2)); }
.used { color: inherit; }
.refusing { color: var(--danger-text, light-dark(#b71920, #ffa097)); }
.failed { display: block; font-weight: 600; }
.banner:focus { outline: none; }
button {
  flex: none;
  min-height: 2rem;
  font: inherit; font-weight: 500; cursor: pointer;
  border: 1px solid var(--line-button, light-dark(#cdcfd6, #3b3d45)); border-radius: 8px; padding: 0.25rem 0.75rem;
  background: var(--surface, light-dark(#ffffff, #131419)); color: inherit;
}
li:first-child button {
  border-color: var(--latchkey-accent, var(--brand-edge, light-dark(#4650d4, #4c58dd)));
  background: var(--latchkey-accent, var(--brand, #4650d4));
  color: var(--latchkey-accent-text, var(--on-brand, #ffffff));
}
button:disabled { opacity: 0.6; cursor: default; }
button.close::before { content: "×"; }
button.quiet { border-color: transparent; background: transparent; color: inherit; }
.more { margin: 0.375rem 0.5rem; }
:focus-visible { outline: 2px solid var(--focus, light-dark(#4650d4, #515fe4)); outline-offset: 2px; }
`);
