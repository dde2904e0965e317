import type { EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('speaks English to a German browser, around a Hebrew name that stands right', async (arrive) => {
  const name = 'מפתח הגיבוי 2';
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      locale: 'de-DE',
      prepare: async (holder) => holder.createKey({ name, expiresAt: await engine.after(6.5 * 86_400) }),
    }),
  );
  const { page, holder } = visitor;
  const banner = page.getByRole('region', { name: 'Notices' });
  await banner.getByText('expires in 6 days').waitFor();
  // Where a text begins at the left although the name in it does not: the quotation marks stay around it.
  const isInOrder = (selector: string) =>
    page.evaluate(
      ([selector, name]) => {
        const element = document.querySelector(selector ?? '');
        if (element === null) throw new Error(`nothing at ${selector}`);
        const boxOf = (text: string) => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            const start = node.textContent?.indexOf(text) ?? -1;
            if (start < 0) continue;
            const range = document.createRange();
            range.setStart(node, start);
            range.setEnd(node, start + text.length);
            return range.getBoundingClientRect();
          }
          throw new Error(`no ${text}`);
        };
        return (
          boxOf('“').right <= boxOf(name ?? '').left + 1 && boxOf(name ?? '').right - 1 <= boxOf('”').left
        );
      },
      [selector, name],
    );
  await visitor.goTo('API Control');
  await page.getByRole('link', { name }).waitFor();
  await page.getByRole('button', { name: /^Edit/ }).first().waitFor();
  await page
    .getByRole('button', { name: /^More actions/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Expire now…' }).click();
  await page.getByRole('heading', { name: /^Expire / }).waitFor();
  expect(await isInOrder('[role=alertdialog] h2')).toBe(true);
  await visitor.pressInDialog('Cancel');
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  expect(await page.title()).toBe(`\u2068${name}\u2069 · Latchkey`);
  // No word of German, on a page full of dates, and in the names that React Aria gives to its own controls.
  const shown = (await page.locator('main').textContent()) ?? '';
  expect(shown).toMatch(/works (until|through) /);
  expect(await page.content()).not.toMatch(
    /\b(vor|in) \d+ Tag|Januar|Februar|März|Mai\b|Juni|Juli|Dezember|Uhr\b|Schließen/,
  );
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  expect((await holder.inventory())[0]?.name).toBe(name);
});
