import type { Locator, Page } from 'playwright-core';
import { sized } from '../../../../test/support/sizes.ts';
import type { Visitor } from './visitor.ts';

const wide = 1280;
const narrow = 360;

export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

// Usually each scheme and each width once: a colour that can't be read and a part that overflows rarely need both.
export const looks: readonly [Look, ...Look[]] = [
  { colorScheme: 'light', width: wide },
  ...sized<Look[]>({
    usual: [],
    large: [
      { colorScheme: 'dark', width: wide },
      { colorScheme: 'light', width: narrow },
    ],
  }),
  { colorScheme: 'dark', width: narrow },
];

export const wideLooks = looks.filter(({ width }) => width === wide);
export const narrowLooks = looks.filter(({ width }) => width === narrow);

const colourRules = ['color-contrast', 'link-in-text-block'];

/** What axe finds, and what is wider than the page, in one look after the other: the page stays, as loading it is what takes time. */
export class Inspection {
  readonly faults: string[] = [];
  /** How many pictures were looked at. */
  seen = 0;

  /** @param shown what must be there in each of the looks */
  async see(
    what: string,
    visitor: Visitor,
    { shown, in: chosen = looks }: { shown?: Locator; in?: readonly Look[] } = {},
  ): Promise<void> {
    const { page } = visitor;
    // Before the first look, as the page may be on its way still.
    await shown?.waitFor();
    for (const look of chosen) {
      await put(page, look);
      await shown?.waitFor();
      const picture = `${what}, ${look.colorScheme}, ${look.width} pixels`;
      // Colours are all that differs between two looks of one width.
      const isFirst = chosen.indexOf(look) === chosen.findIndex(({ width }) => width === look.width);
      for (const fault of await visitor.accessibilityFaults(isFirst ? undefined : colourRules))
        this.faults.push(`${picture}: ${fault}`);
      for (const element of await visitor.styledElements())
        this.faults.push(`${picture}: a style of its own on ${element}`);
      const overflow = await visitor.overflow();
      if (overflow > 0) this.faults.push(`${picture}: ${overflow} pixels too wide`);
      this.seen += 1;
    }
    await put(page, looks[0]);
  }
}

/** Shows a page in another look. */
export async function put(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  // A pointer that happens to hover would change what is looked at.
  await page.mouse.move(0, 0);
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}
