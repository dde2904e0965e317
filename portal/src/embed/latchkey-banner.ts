import type { Key, Notices } from '../api/types.ts';
import { attentionOf } from '../dashboard/attention.ts';
import { factsOf } from '../dashboard/notice-facts.ts';
import { relative } from '../time/format.ts';
import { extensionStart, lastDay } from '../time/presets.ts';
import { noteServerTime, now } from '../time/server-time.ts';
import { standingOf } from '../use/standing.ts';
import { styleSheet } from './style-sheet.ts';
import { t } from './texts.ts';
import { lineOfUse } from './use-line.ts';

const refreshMs = 300_000;
const shownAtFirst = 5;
const defaultLeadDays = [30, 7, 1];
const defaultExtensionDays = 90;

/** The script's origin is the portal, unless the attribute `portal` names another. */
const scriptOrigin =
  document.currentScript instanceof HTMLScriptElement ? new URL(document.currentScript.src).origin : '';

/**
 * `<latchkey-banner>`: a person's expired and expiring keys, for an operator's own dashboard. See
 * docs/portal.md for its attributes, its property `getToken` and its events.
 */
class LatchkeyBanner extends HTMLElement {
  /** Returns the person's ID token; called before each request, so it can be renewed. */
  #getToken: (() => Promise<string> | string) | undefined;
  readonly #root = this.attachShadow({ mode: 'open' });
  #timer: ReturnType<typeof setInterval> | undefined;
  #notices: Pick<Notices, 'expired' | 'expiring'> | undefined;
  #isWhole = false;
  /** The key of the last change that failed. */
  #failed: string | undefined;

  get getToken() {
    return this.#getToken;
  }

  set getToken(getToken) {
    this.#getToken = getToken;
    void this.refresh();
  }

  connectedCallback(): void {
    this.#root.adoptedStyleSheets = [styleSheet];
    // A property set before the element was defined hides the accessor.
    const early = Object.getOwnPropertyDescriptor(this, 'getToken');
    if (early) {
      Reflect.deleteProperty(this, 'getToken');
      this.getToken = early.value as LatchkeyBanner['getToken'];
    } else void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), refreshMs);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  /** Refetches the notices, for example after a key has changed elsewhere on the page. */
  async refresh(): Promise<void> {
    if (this.#getToken === undefined || !this.isConnected) return;
    try {
      const response = await this.#call('/notices');
      this.#notices = (await response.json()) as Notices;
      this.#render();
      this.#tell('latchkey-notices', { expired: this.#notices.expired, expiring: this.#notices.expiring });
    } catch (error) {
      // A banner on another page is no place for our errors: it keeps what it shows, and the page may listen.
      this.#tell('latchkey-error', error);
    }
  }

  async #extend(key: Key, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.#failed = undefined;
    try {
      // What is shown may be stale, and adding days to an old date could shorten the key's life.
      const present = (await (await this.#call(`/keys/${key.accessKey}`)).json()) as Key;
      if (present.expiresAt !== key.expiresAt) return await this.refresh();
      const days = Number(this.getAttribute('extend-days')) || defaultExtensionDays;
      // The day in UTC; the account's time zone decides when it ends.
      const expiresAt = lastDay(days, extensionStart(key.expiresAt, now()), 'UTC');
      await this.#call(`/keys/${key.accessKey}`, { method: 'PATCH', body: JSON.stringify({ expiresAt }) });
      await this.refresh();
    } catch (error) {
      this.#failed = key.accessKey;
      this.#render();
      this.#tell('latchkey-error', error);
    }
  }

  async #call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      authorization: `Bearer ${await this.#getToken?.()}`,
      ...(init.body !== undefined && { 'content-type': 'application/json' }),
    };
    const sentAt = Date.now();
    const response = await fetch(`${this.#portal}/api/v1${path}`, { ...init, headers });
    noteServerTime(response.headers.get('date'), sentAt);
    if (!response.ok) throw new Error(`latchkey: ${response.status}`);
    return response;
  }

  get #portal(): string {
    return (this.getAttribute('portal') ?? scriptOrigin).replace(/\/$/, '');
  }

  #render(): void {
    const { expired = [], expiring = [] } = this.#notices ?? {};
    const all = [...expired, ...expiring];
    const { rows } = attentionOf(all, now());
    // What nothing calls has expired all the same.
    const keys = [...rows, ...all.filter((key) => !rows.includes(key))];
    const facts = factsOf(keys, defaultLeadDays, now());
    if (keys.length === 0 || facts.every((fact) => dismissed().includes(fact))) {
      this.#show();
      return;
    }
    const dismiss = element('button', { class: 'quiet close', 'aria-label': t('dismiss') });
    dismiss.addEventListener('click', () => {
      this.#dismiss(facts);
    });
    const shown = this.#isWhole ? keys : keys.slice(0, shownAtFirst);
    const list = element(
      'ul',
      {},
      ...shown.map((key) => this.#row(key, Date.parse(key.expiresAt ?? '') <= now())),
    );
    const refusing = expired.filter((key) => standingOf(key, now()) === 'refusing');
    // As on the Dashboard, red means that calls are being refused.
    const kind = refusing.length > 0 ? 'banner danger' : 'banner';
    const head = element(
      'div',
      { class: 'head' },
      element('strong', {}, headline(refusing, expired.length, expiring.length)),
      dismiss,
    );
    const banner = element(
      'section',
      { class: kind, 'aria-label': t('notices'), tabindex: '-1' },
      head,
      list,
    );
    if (keys.length > shown.length) banner.append(this.#more(keys.length - shown.length));
    const hadFocus = this.#root.activeElement !== null;
    this.#show(banner);
    if (hadFocus) banner.focus();
  }

  #show(banner?: HTMLElement): void {
    // The portal's colours, which stay; where the page's policy refuses them, the banner has its own.
    if (banner && !this.#root.querySelector('link'))
      this.#root.append(element('link', { rel: 'stylesheet', href: `${this.#portal}/brand.css` }));
    this.#root.querySelector('section')?.remove();
    if (banner) this.#root.append(banner);
  }

  #dismiss(facts: readonly string[]): void {
    try {
      localStorage.setItem('latchkey.banner', JSON.stringify(facts));
      this.#render();
    } catch {
      // Storage is unavailable: hidden until the next response.
      this.#show();
    }
  }

  #more(count: number): HTMLElement {
    const more = element('button', { class: 'quiet more' }, t('showMore', { count }));
    more.addEventListener('click', () => {
      this.#isWhole = true;
      this.#render();
    });
    return more;
  }

  #row(key: Key, isExpired: boolean): HTMLElement {
    const page = `${this.#portal}/keys/${key.accessKey}`;
    const link = element('a', { href: page }, key.name);
    if (key.leakedAt)
      return element('li', {}, link, element('a', { class: 'when', href: `${page}?extend` }, t('hasLeaked')));
    const label = t(isExpired ? 'restoreKey' : 'extendKey', { name: key.name });
    const button = element('button', { 'aria-label': label }, t(isExpired ? 'restore' : 'extend'));
    button.addEventListener('click', () => void this.#extend(key, button));
    const when = relative(key.expiresAt ?? '', now());
    const use = lineOfUse(key, now());
    return element(
      'li',
      {},
      element(
        'span',
        {},
        link,
        ' ',
        element('span', { class: 'when' }, t(isExpired ? 'expired' : 'expires', { when })),
        ...(use === null ? [] : [element('span', { class: `use ${use.kind}` }, use.words)]),
        ...(this.#failed === key.accessKey
          ? [element('span', { class: 'failed', role: 'alert' }, t('notChanged'))]
          : []),
      ),
      button,
    );
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

/** The worst fact first. */
function headline(refusing: readonly Key[], expired: number, expiring: number): string {
  const [first] = refusing;
  const past = first
    ? t('refusing', { count: refusing.length, name: first.name })
    : t('haveExpired', { count: expired });
  const coming = t('expireSoon', { count: expiring });
  if (expired === 0) return coming;
  return expiring === 0 ? past : t('both', { past, coming });
}

function dismissed(): readonly unknown[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem('latchkey.banner') ?? '[]');
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

/** An element with attributes and children. Strings become text nodes, never markup. */
function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

customElements.define('latchkey-banner', LatchkeyBanner);
