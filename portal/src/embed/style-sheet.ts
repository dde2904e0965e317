/**
 * A constructed sheet needs no style element, which a page's policy may forbid. Operators set the custom
 * properties.
 */
export const styleSheet = new CSSStyleSheet();

styleSheet.replaceSync(`
:host { display: block; font: inherit; }
.banner {
  border: 1px solid var(--latchkey-border, light-dark(#e2b04a, #7a5a13));
  border-radius: var(--latchkey-radius, 10px);
  background: var(--latchkey-background, light-dark(#fff8e8, #2b2313));
  color: var(--latchkey-color, light-dark(#2a2410, #f4ead2));
  padding: 0.75rem 1rem;
}
.banner.danger {
  border-color: var(--latchkey-danger-border, light-dark(#e5a19b, #7d3430));
  background: var(--latchkey-danger-background, light-dark(#fff1f0, #301817));
}
.head, li { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
.head strong, li span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0.25rem 0 0; padding: 0; }
li { padding: 0.35rem 0; }
a { color: inherit; font-weight: 600; unicode-bidi: isolate; }
.failed { display: block; font-weight: 600; }
.banner:focus { outline: none; }
button {
  flex: none;
  font: inherit; font-weight: 600; cursor: pointer; border: 0; border-radius: 6px; padding: 0.3rem 0.8rem;
  background: var(--latchkey-accent, #2457d6); color: var(--latchkey-accent-text, #fff);
}
button:disabled { opacity: 0.6; cursor: default; }
button.close::before { content: "×"; }
button.quiet { background: transparent; color: inherit; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
`);
