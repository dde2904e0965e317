import { contrast, defaultBrandColor } from '../../../lambdas/core/brand-colours.ts';
import type { ToldNotice } from '../../../lambdas/core/digest.ts';
import { type KeyUse, neverUsed } from '../../../lambdas/core/key-use.ts';
import { renderConfirmation } from '../../../lambdas/notifier/mails/confirmation-mail.tsx';
import { renderDigest } from '../../../lambdas/notifier/mails/digest-mail.tsx';
import {
  createMailLook,
  type MailLook,
  type Part,
  paints,
} from '../../../lambdas/notifier/mails/mail-look.ts';
import { sampleAccount } from '../../core/sample-account.ts';
import { sampleKey } from '../../core/sample-key.ts';

const now = new Date('2027-03-24T12:00:00Z');
const names = ['Production checkout', 'مفتاح الإنتاج', 'x'.repeat(80), 'Nightly export'];
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
const counting = { startedAt: ago(300), asOf: now };
/** The second has expired this minute, and was in use until then. */
const uses: KeyUse[] = [
  { ...neverUsed, lastUsedAt: ago(2), lastRefusedAt: ago(0.1) },
  { ...neverUsed, lastUsedAt: ago(0.1) },
  { ...neverUsed, lastUsedAt: ago(90) },
  neverUsed,
];
const schemes = ['light', 'dark'] as const;

function digestOf(count: number, look: MailLook, recipient = 'holder@example.com') {
  const notices = names.slice(0, count).map((name, index): ToldNotice => {
    const expiresAt = new Date(now.getTime() + (index - 1) * 86_400_000);
    const part = {
      key: { ...sampleKey({ name, keyId: `key${index}`, use: uses[index] ?? neverUsed }), expiresAt },
    };
    return index <= 1
      ? { kind: 'expired', leadDays: null, ...part }
      : { kind: 'expiring', leadDays: 7, ...part };
  });
  return renderDigest({
    look,
    account: sampleAccount({ timeZone: 'Asia/Kolkata' }),
    recipient: { email: recipient, unsubscribeUrl: 'https://keys.example.com/leave?token=t' },
    notices,
    counting,
    portalUrl: 'https://keys.example.com',
    now,
  });
}

const look = createMailLook('Acme & Söhne', defaultBrandColor);
const confirmation = renderConfirmation({
  look,
  holder: 'holder@example.com',
  link: 'https://keys.example.com/confirm?token=t',
});
const mails = [
  ['about one key', digestOf(1, look)],
  ['about four keys', digestOf(4, look)],
  ['to an additional recipient', digestOf(4, look, 'reader@example.com')],
  ['that asks for a confirmation', confirmation],
] as const;

/** The start tags of a body: class and inline style. */
function tagsOf(html: string) {
  const body = html.slice(html.indexOf('<body'));
  return [...body.matchAll(/<\w+[^>]*>/g)].map(([tag]) => ({
    part: /class="([^"]*)"/.exec(tag)?.[1],
    style: /style="([^"]*)"/.exec(tag)?.[1] ?? '',
    link: /href="([^"]*)"/.exec(tag)?.[1],
  }));
}

/** What a reader sees of HTML, without the part for inboxes. */
function visibleText(html: string): string {
  return html
    .slice(html.indexOf('<h1'))
    .replaceAll(/<br\/>|<\/(p|h1|h2|a)>/g, '\n')
    .replaceAll(/<!--.*?-->|<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
    .replace('If the button doesn’t work, open', '');
}

it.each(['#4650d4', '#ffd400', '#ffffff', '#000000', '#ff0000', '#777777'])(
  'each text of a mail has enough contrast where it stands, for the brand %s',
  (brand) => {
    const painted = createMailLook('Acme', brand);
    for (const scheme of schemes) {
      const colours = painted[scheme];
      for (const [part, paint] of Object.entries(paints)) {
        const grounds = 'ground' in paint ? [paint.ground] : (['surface', 'page'] as const);
        for (const ground of grounds) {
          if ('color' in paint) {
            expect([part, contrast(colours[paint.color], colours[ground]) >= 4.5]).toEqual([part, true]);
          }
        }
      }
      // The edge of a button shows where it is, however pale the brand.
      expect(contrast(colours[paints.filled.border], colours.surface)).toBeGreaterThanOrEqual(3);
      expect(contrast(colours[paints.outlined.border], colours.surface)).toBeGreaterThanOrEqual(3);
    }
  },
);

it('has the logo on top from the portal, and the name to be read while images are off', () => {
  const logo = { url: 'https://keys.example.com/brand-logo.png', width: 104, height: 26 };
  const { html } = digestOf(1, createMailLook('Acme', defaultBrandColor, logo));
  const images = html.match(/<img[^>]*>/g) ?? [];
  expect(images).toHaveLength(1);
  expect(images[0]).toContain(`src="${logo.url}" width="104" height="26" alt=""`);
  expect(html).toContain('<bdi>Acme</bdi>');
});

it('ends with a link to the terms of use, if there are any', () => {
  const { html, text } = digestOf(
    1,
    createMailLook('Acme', defaultBrandColor, undefined, 'https://acme.dev/terms'),
  );
  expect(html).toMatch(/<a href="https:\/\/acme\.dev\/terms"[^>]*>Terms of use<\/a>/);
  expect(text).toMatch(/\nAcme\nTerms of use: https:\/\/acme\.dev\/terms$/);
});

describe.each(mails)('a mail %s', (_, { subject, text, html }) => {
  it('takes each colour from the roles, light ones in place and dark ones by its class', () => {
    const dark = html.slice(html.indexOf('prefers-color-scheme:dark'), html.lastIndexOf('</style>'));
    for (const { part, style } of tagsOf(html)) {
      const inline = style.match(/#[0-9a-f]{3,8}/g) ?? [];
      // A cell that the component for bodies colours; one of the class `page` covers it.
      const isCovered = part === undefined && inline.join() === look.light.page;
      if (inline.length === 0 || isCovered) continue;
      const roles = Object.values(paints[part as Part] ?? {});
      expect([part, inline.sort()]).toEqual([part, roles.map((role) => look.light[role]).sort()]);
      const [, rule = ''] = new RegExp(`\\.${part}\\{([^}]*)\\}`).exec(dark) ?? [];
      for (const role of roles) expect(rule).toContain(`:${look.dark[role]}!important`);
    }
  });

  it('needs nothing loaded, and fits a narrow screen', () => {
    expect(html).not.toMatch(/<img|<link|url\(|@import|nowrap|white-space/);
    for (const [, width] of html.matchAll(/width[:=]"?(\d+)/g))
      expect(Number(width)).toBeLessThanOrEqual(600);
    for (const { link } of tagsOf(html)) expect(link ?? 'https://keys.').toMatch(/^https:\/\/keys\./);
  });

  it('says as plain text all that its HTML says', () => {
    const plain = `${subject}\n${text}`.replaceAll(/[\u2068\u2069]/g, '').replaceAll(/\s+/g, ' ');
    const lines = visibleText(html)
      .replaceAll(/[■◆]/g, '')
      .split('\n')
      .map((line) => line.replaceAll(/\s+/g, ' ').trim());
    for (const line of lines) {
      // The text has "Access key: …" and "Name expires in 7 days"; names and facts are looked for by themselves.
      for (const piece of line.split(/Access key|(?=Expire[ds])/)) {
        expect(plain.toLowerCase()).toContain(piece.trim().toLowerCase());
      }
    }
    expect(text).toContain(look.brandName);
    expect(html).toContain('<bdi>Acme &amp; Söhne</bdi>');
  });

  it('speaks calmly', () => {
    for (const words of [subject, text, visibleText(html)])
      expect(words).not.toMatch(/!|please|sorry|unfortunately/i);
  });
});

it('has one filled button, for the most urgent key, and an outlined one for each of the rest', () => {
  const buttons = tagsOf(digestOf(4, look).html).filter(
    ({ part }) => part === 'filled' || part === 'outlined',
  );
  expect(buttons.map(({ part, link }) => [part, link])).toEqual([
    ['filled', 'https://keys.example.com/keys/key0?extend'],
    ['outlined', 'https://keys.example.com/keys/key1?extend'],
    ['outlined', 'https://keys.example.com/keys/key2?extend'],
    ['outlined', 'https://keys.example.com/keys/key3?extend'],
  ]);
});

it('keeps a right-to-left name from reordering what stands around it, in HTML and as text', () => {
  const { html, text } = digestOf(2, look);
  expect(html).toMatch(/<bdi[^>]*>مفتاح الإنتاج<\/bdi>/);
  expect(text).toContain('\u2068مفتاح الإنتاج\u2069 has expired');
});
