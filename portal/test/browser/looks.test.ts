import { bearer, type EngineClient } from '../../../test/support/engine-client.ts';
import { Inspection, looks, narrowLooks, put, wideLooks } from './support/inspection.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { hangMs, Visitor, visit } from './support/visitor.ts';

// Every page and every dialog, light and dark, wide and narrow: axe finds nothing, and nothing overflows the
// page.

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});
// Each looks at up to 80 pictures.
jest.setTimeout(2 * hangMs);

const signedIn = (path: string) =>
  Visitor.signedIn(engine, {
    path,
    prepare: async (holder) => {
      await holder.createKey({
        name: 'Soon',
        description: 'On the shelf',
        // At no end of a day, whenever this runs: the dialogs have other words for those.
        expiresAt: `${(await engine.after(6 * 86_400)).slice(0, 10)}T12:34:56Z`,
      });
      const { accessKey, token } = await holder.createKey({ name: 'Gone' });
      await holder.call('POST', `/api/v1/keys/${accessKey}/expire`);
      await engine.whoami(bearer(token));
      await engine.deliverLogs();
    },
  });

const longName = 'W'.repeat(40);

/** Somebody at a deployment with the longest name and a logo of 600 × 20, as config.json tells them. */
async function branded(engine: EngineClient): Promise<Visitor> {
  const visitor = await Visitor.arrive(engine);
  await visitor.page.route('**/config.json', async (route) => {
    const response = await route.fetch();
    const logo = { brandLogo: '/icon.svg', brandLogoWidth: 120, brandLogoHeight: 4 };
    const json = {
      ...(await response.json()),
      brandName: longName,
      ...logo,
      supportUrl: 'mailto:help@acme.dev',
      termsUrl: 'https://acme.dev/terms',
    };
    await route.fulfill({ response, json });
  });
  return visitor;
}

visit('axe finds no errors on any page, in any look', async (arrive) => {
  const inspection = new Inspection();
  const stranger = await arrive(Visitor.arrive(engine));
  await stranger.page.goto(stranger.url('/keys'));
  await stranger.page.getByText('Sign in to see the page').waitFor();
  await inspection.see('welcome', stranger);
  await stranger.page.goto(stranger.url('/?error=access_denied&error_description=Not+today&state=none'));
  await stranger.page.getByRole('alert').waitFor();
  await inspection.see('refused sign-in', stranger);

  const visitor = await arrive(signedIn('/'));
  const { page, holder } = visitor;
  await page.getByRole('heading', { level: 1, name: 'Calls using Gone are being refused' }).waitFor();
  await inspection.see('dashboard', visitor, { shown: page.getByRole('figure') });
  await visitor.press('Extend Soon by…');
  await inspection.see('extend menu', visitor, { shown: page.getByRole('menu') });
  await page.keyboard.press('Escape');
  await visitor.press(/^Account/);
  await inspection.see('account menu', visitor, { shown: page.getByRole('menu') });
  await page.keyboard.press('Escape');
  await visitor.press('Hide until something changes');
  await inspection.see('dismissed banner', visitor, {
    shown: page.getByText('hidden until something changes'),
  });

  await visitor.goTo('API Control');
  await page.getByRole('button', { name: 'More actions for Soon' }).waitFor();
  await inspection.see('keys', visitor);
  await visitor.press('Columns and density');
  await inspection.see('columns', visitor, {
    shown: page.getByRole('checkbox', { name: 'Compact rows' }),
    in: wideLooks,
  });
  await page.keyboard.press('Escape');
  for (const some of [wideLooks, narrowLooks]) {
    await put(page, some[0] ?? looks[0]);
    await visitor.press('More actions for Soon');
    await inspection.see('menu of a key', visitor, { shown: page.getByRole('menu'), in: some });
    await page.keyboard.press('Escape');
  }
  await page.getByLabel('Select Soon').check();
  await page.getByLabel('Select Gone').check();
  await inspection.see('selection', visitor, { shown: page.getByText('2 selected') });
  await page.getByLabel('Search keys').fill('no such key');
  await inspection.see('nothing found', visitor, { shown: page.getByText('No keys match “no such key”.') });
  await visitor.press('Clear filters');
  await page.getByRole('link', { name: 'Gone' }).click();
  await inspection.see('key', visitor, { shown: page.getByRole('figure') });

  await visitor.goTo('Settings');
  await page.getByLabel('Days before expiry').fill('300');
  await visitor.press('Add');
  await visitor.press('Remove 7 days before');
  await page.getByLabel('Add a recipient').fill(`ops-${visitor.email}`);
  await visitor.press('Add recipient');
  await inspection.see('settings', visitor, { shown: page.getByText('Awaiting confirmation') });
  // Three hundred days were refused, so the field still differs from what is saved.
  await page
    .getByRole('navigation', { name: 'Pages', exact: true })
    .getByRole('link', { name: 'Developers' })
    .click();
  await inspection.see('question before unsaved settings are left', visitor, {
    shown: page.getByRole('heading', { name: 'Leave without saving?' }),
  });
  await visitor.pressInDialog('Discard');
  await page.getByRole('heading', { level: 1, name: 'Developers' }).waitFor();
  await page.getByText('Create a key').click();
  await inspection.see('developers', visitor, {
    shown: page.getByRole('region', { name: 'example request' }),
  });

  await page.goto(visitor.url('/nowhere'));
  await inspection.see('page not found', visitor, { shown: page.getByText('Page not found') });
  await page.goto(visitor.url('/keys/abcdefghijklmnopqrstuvwx'));
  await inspection.see('key not found', visitor, {
    shown: page.getByText('This key isn’t in your account.'),
  });
  for (const { accessKey } of await holder.inventory()) {
    await holder.call('DELETE', `/api/v1/keys/${accessKey}`);
  }
  await page.goto(visitor.url('/keys'));
  await inspection.see('no keys', visitor, { shown: page.getByText('No API keys yet') });
  await visitor.goTo('Dashboard');
  await inspection.see('dashboard without keys', visitor, { shown: page.getByText('No API keys yet') });
  await page.goto(visitor.url('/_local/components/'));
  await inspection.see('components', visitor, { shown: page.getByRole('heading', { name: 'Charts' }) });
  // Arrow keys go through the days of the chart, and a tip says what each has.
  const days = page.getByRole('img', { name: /^\d+ (Nov|Dec): / });
  await days.last().focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    '10 Nov: 53 answered',
  );
  await inspection.see('day of the chart', visitor, { shown: page.locator('.calls-tip') });
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    '9 Nov: 40 answered',
  );
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'));
  await visitor.press('Show as a table');
  await inspection.see('calls as a table', visitor, {
    shown: page.getByRole('row', { name: '8 Dec 57 0 0 25' }),
  });
  await visitor.press('Open a dialog');
  await inspection.see('dialog of the components', visitor, { shown: visitor.dialog });
  await visitor.pressInDialog('Cancel');
  await visitor.press('Show a message');
  await visitor.press('Show an error');
  await inspection.see('messages', visitor, { shown: page.getByText('works again until') });
  const newcomer = await arrive(Visitor.signedIn(engine));
  await inspection.see('first visit', newcomer, { shown: newcomer.page.getByText('Call the API') });

  const customer = await arrive(branded(engine));
  await customer.page.goto(customer.url('/'));
  await inspection.see('welcome by a brand', customer, {
    shown: customer.page.getByRole('link', { name: 'Get support' }),
  });
  expect(await customer.page.title()).toBe(longName);
  const terms = customer.page.getByRole('link', { name: 'Terms of use' });
  expect(await terms.getAttribute('href')).toBe('https://acme.dev/terms');
  await customer.signIn();
  await inspection.see('first key by a brand', customer, {
    shown: customer.page.getByRole('heading', { name: `Welcome to ${longName}` }),
  });
  const downloading = customer.page.waitForEvent('download');
  await customer.press('Download .env');
  expect((await downloading).suggestedFilename()).toBe(`${longName.toLowerCase()}.env`);
  await customer.press('Done');
  await customer.closed();
  await customer.press(/^Account/);
  const entry = customer.page.getByRole('menuitem', { name: 'Terms of use' });
  await inspection.see('account menu by a brand', customer, { shown: entry });
  expect(await entry.getAttribute('href')).toBe('https://acme.dev/terms');
  expect(inspection.faults).toEqual([]);
});

visit('axe finds no errors in any dialog, in any look', async (arrive) => {
  const inspection = new Inspection();
  const visitor = await arrive(signedIn('/keys'));
  const { page, holder } = visitor;
  const see = async (what: string, shown: string | RegExp) => {
    await inspection.see(what, visitor, { shown: visitor.dialog.getByText(shown).first() });
  };
  const leave = async () => {
    await page.keyboard.press('Escape');
    await visitor.closed();
  };

  await visitor.press('Create key');
  await see('create', 'Works through');
  await page.getByText('Never', { exact: true }).click();
  await visitor.pressInDialog('Create key');
  await see('create without a name, without an expiry', 'Enter a name.');
  await page.getByText('On a date…').click();
  await page.getByLabel(/^Date and time/).fill('2020-01-01T10:00');
  await see('create in the past', 'That date is in the past.');
  await page.getByText('In 30 days').click();
  await page.getByLabel('Name', { exact: true }).fill('New');
  await visitor.pressInDialog('Create key');
  await see('secret', 'Copy it now.');
  await page.keyboard.press('Escape');
  await see('secret that is not saved', 'You haven’t saved the secret yet.');
  await visitor.press('Leave without the secret');
  await visitor.closed();

  await visitor.choose('Soon', 'Edit…');
  await see('edit', 'Works until');
  await page.getByLabel('Description').fill('Mine');
  const soon = (await holder.inventory()).find(({ name }) => name === 'Soon');
  await holder.call('PATCH', `/api/v1/keys/${soon?.accessKey}`, { description: 'Theirs' });
  await visitor.pressInDialog('Save changes');
  await see('edit of a key that has changed', 'This key has changed since you opened it');
  await page.keyboard.press('Escape');
  await see('question before an edit is dropped', 'Discard what you entered?');
  await visitor.pressInDialog('Discard');
  await visitor.closed();

  const choices = [
    ['Soon', 'Extend…', /stay the same/],
    ['Gone', 'Restore…', /work again right away/],
    ['Soon', 'Expire now…', /will be refused right away/],
    ['Soon', 'Delete…', /This is permanent/],
  ] as const;
  for (const [key, entry, shown] of choices) {
    await visitor.choose(key, entry);
    await see(entry, shown);
    await leave();
  }
  await visitor.choose('Soon', 'Rotate secret…');
  await page.getByText('At once', { exact: true }).click();
  await see('rotate without an overlap', 'Whatever still has the old secret is refused');
  await visitor.pressInDialog('Create new secret');
  await see('new secret of a key', 'We see its first call');
  await visitor.press('Copy token');
  await visitor.press('Done');
  await visitor.closed();
  await visitor.choose('Soon', 'End current secret now…');
  await see('end of a secret', 'The new secret has never been used.');
  await leave();
  await page.getByLabel('Select all on this page').check();
  await visitor.press('Delete…');
  await see('delete all', 'No working key will be left.');
  await leave();
  await visitor.press('Expire…');
  await page.route('**/expire', (route) => route.abort());
  await visitor.pressInDialog('Expire now');
  await see('failed expiry', /keys were not changed/);
  await leave();
  expect(inspection.faults).toEqual([]);
});

visit('slow and broken connections look right too', async (arrive) => {
  const inspection = new Inspection();
  const visitor = await arrive(signedIn('/keys'));
  const { page } = visitor;
  await page.getByRole('button', { name: 'More actions for Soon' }).waitFor();
  await page.context().setOffline(true);
  await inspection.see('offline', visitor, { shown: page.getByText('You’re offline.') });
  await page.context().setOffline(false);

  await page.route('**/api/v1/notices/log*', () => undefined);
  await visitor.goTo('Settings');
  await inspection.see('slow list', visitor, { shown: page.getByText('Still loading sent emails') });
  await visitor.goTo('API Control');
  await page.route('**/api/v1/keys', (route) =>
    route.request().method() === 'POST' ? undefined : route.fallback(),
  );
  await visitor.press('Create key');
  await page.getByLabel('Name', { exact: true }).fill('Slow');
  await visitor.pressInDialog('Create key');
  await inspection.see('slow change', visitor, { shown: page.getByText('Still waiting for a response') });

  const ended = await arrive(signedIn('/keys'));
  // A call of this page that is refused would bring up the dialog before Settings can be opened.
  await ended.page.getByRole('button', { name: 'More actions for Soon' }).waitFor();
  await ended.page.route('**/api/v1/**', (route) => route.fulfill({ status: 401, json: {} }));
  await ended.page.route('**/oauth2/token', (route) =>
    route.fulfill({ status: 400, json: { error: 'invalid_grant' } }),
  );
  await ended.goTo('Settings');
  await inspection.see('ended session', ended, { shown: ended.page.getByText('Your session has ended') });

  const broken = await arrive(Visitor.arrive(engine));
  await broken.page.route('**/config.json', (route) => route.abort());
  await broken.page.goto(broken.url('/'));
  await inspection.see('page that can’t load', broken, { shown: broken.page.getByRole('alert') });
  expect(inspection.faults).toEqual([]);
});
