import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { root } from '../../../../test/support/engine-assembly.ts';
import type { EngineClient } from '../../../../test/support/engine-client.ts';
import type { Holder } from '../../../../test/support/engine-holder.ts';
import { connectToChromium } from './chromium.ts';
import { signInByApi } from './sign-in-by-api.ts';

const axeFile = createRequire(join(root, 'portal', 'package.json')).resolve('axe-core/axe.min.js');
let axeText: Promise<string> | undefined;

function axeSource(): Promise<string> {
  axeText ??= readFile(axeFile, 'utf8');
  return axeText;
}

/** Ends a test that hangs; a machine that is busy with other tests may take its time. */
export const hangMs = 600_000;

/** Shorter, so that what was waited for is named. No test waits for as long as this when all is well. */
const locatorMs = 240_000;

let browser: Promise<Browser> | undefined;

/** A person in front of the portal, in a browser profile of their own. */
export class Visitor {
  readonly email: string;
  readonly page: Page;
  readonly #engine: EngineClient;
  /** What the page has complained of: breaches of its own policy, errors that nobody has caught. */
  readonly complaints: string[] = [];

  private constructor(engine: EngineClient, email: string, page: Page) {
    this.#engine = engine;
    this.email = email;
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      const isExpected = /Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !isExpected) this.complaints.push(message.text());
    });
  }

  static async arrive(engine: EngineClient, options: BrowserContextOptions = {}): Promise<Visitor> {
    browser ??= connectToChromium();
    const context = await (await browser).newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(locatorMs);
    // Nobody that another file of this worker has met: they share an engine.
    const email = `visitor-${randomBytes(4).toString('hex')}@example.com`;
    return new Visitor(engine, email, await context.newPage());
  }

  /** Somebody with an account, who has seen to the default key already and is signed in at a page. */
  static async signedIn(
    engine: EngineClient,
    { path = '/', prepare, before, ...options }: VisitOptions = {},
  ): Promise<Visitor & { holder: Holder }> {
    const visitor = await Visitor.arrive(engine, options);
    const holder = await engine.signIn(visitor.email);
    await holder.ensureAccount();
    await prepare?.(holder);
    await before?.(visitor.page);
    await signInByApi(visitor.page, visitor.url(''), visitor.email, path);
    await visitor.page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
    return Object.assign(visitor, { holder });
  }

  url(path: string): string {
    return `http://localhost:${this.#engine.port}${path}`;
  }

  /** Signs in at a page of the portal, by the sign-in page. */
  async signIn(path = '/', purpose: 'Sign in' | 'Create an account' = 'Sign in'): Promise<void> {
    await this.page.goto(this.url(path));
    await this.press(purpose);
    await this.page.getByLabel('Email address').fill(this.email);
    await this.press('Sign in');
  }

  async goTo(name: 'Dashboard' | 'API Control' | 'Settings' | 'Developers'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Pages', exact: true })
      .getByRole('link', { name })
      .click();
    await this.arrivesAt(name);
  }

  /** Pages are told by their titles: some headings say what the situation is. */
  async arrivesAt(name: string): Promise<void> {
    await this.page.waitForFunction((title) => document.title === title, `${name} · Latchkey`);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: typeof name === 'string' }).click();
  }

  /** Chooses from the menu of a key in the table. */
  async choose(key: string, entry: string | RegExp): Promise<void> {
    await this.press(`More actions for ${key}`);
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** Moves the focus by Tab only. @throws when what is named is not reached that way */
  async tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 40; presses += 1) {
      await this.page.keyboard.press('Tab');
      const focused = await this.page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
      if (focused === name) return;
    }
    throw new Error(`the focus never came to ${name}`);
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog').or(this.page.getByRole('alertdialog'));
  }

  async pressInDialog(name: string | RegExp): Promise<void> {
    await this.dialog.getByRole('button', { name, exact: typeof name === 'string' }).click();
  }

  async closed(): Promise<void> {
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** What the page says that it has done. */
  async hears(text: string | RegExp): Promise<void> {
    await this.page.getByRole('region', { name: 'Messages' }).getByText(text).first().waitFor();
  }

  /**
   * The faults that axe finds in what is shown at present, one line each.
   * @param rules only these of its rules
   */
  async accessibilityFaults(rules?: readonly string[]): Promise<string[]> {
    // Not with every page, which would parse half a megabyte on each load.
    if (!(await this.page.evaluate('"axe" in globalThis'))) await this.page.evaluate(await axeSource());
    return this.page.evaluate(
      async (options) => {
        const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
        const { violations } = await axe.run(options);
        return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
      },
      { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) },
    );
  }

  /** What has a style attribute, besides what React Aria lays over the page and measures. */
  async styledElements(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('#root [style]')].map(({ outerHTML }) => outerHTML.slice(0, 100)),
    );
  }

  /** Whether a press in the middle of something reaches it. */
  async isUncovered(target: Locator): Promise<boolean> {
    return target.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    });
  }

  async overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - innerWidth');
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  /** Keeps a picture of what was on the page when a test failed. */
  async keepPicture(test: string): Promise<void> {
    const folder = join(root, 'artifacts');
    await mkdir(folder, { recursive: true });
    const name = test.replaceAll(/[^\w]+/g, '-').slice(0, 100);
    await this.page.screenshot({ path: join(folder, `${name}.png`) }).catch(() => undefined);
  }
}

export interface VisitOptions extends BrowserContextOptions {
  readonly path?: string;
  /** Makes the keys that the person has. */
  readonly prepare?: (holder: Holder) => Promise<unknown>;
  /** Readies the page before it is loaded. */
  readonly before?: (page: Page) => Promise<unknown>;
}

interface AxeResults {
  violations: { id: string; nodes: { target: string[] }[] }[];
}

/** A test with visitors: keeps their pictures when it fails, and fails when a page has complained. */
export function visit(
  title: string,
  test: (arrive: <V extends Visitor>(v: Promise<V>) => Promise<V>) => Promise<void>,
) {
  it(title, async () => {
    const visitors: Visitor[] = [];
    try {
      await test(async (arriving) => {
        const visitor = await arriving;
        visitors.push(visitor);
        return visitor;
      });
      for (const { complaints } of visitors) expect(complaints).toEqual([]);
    } catch (error) {
      for (const visitor of visitors)
        await visitor.keepPicture(`${expect.getState().currentTestName} ${visitors.indexOf(visitor)}`);
      throw error;
    } finally {
      for (const visitor of visitors) await visitor.leave();
    }
  });
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}
