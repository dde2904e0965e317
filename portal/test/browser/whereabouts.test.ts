import type { EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';
import { layoutShift, watchVitals } from './support/vitals.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('offers the zone of the device, by today’s name, and holds still while pages load', async (arrive) => {
  const visitor = await arrive(
    Visitor.arrive(engine, { timezoneId: 'Asia/Calcutta', viewport: { width: 360, height: 740 } }),
  );
  const { page } = visitor;
  await watchVitals(page);
  // Pages say after a while that something is slow, and go on without it: here, only the machine would be.
  await page.addInitScript(() => {
    const { setTimeout: original } = window;
    const patient = (handler: () => void, delayMs = 0) =>
      [2_000, 5_000].includes(delayMs) ? 0 : original(handler, delayMs);
    Object.assign(window, { setTimeout: patient });
  });
  const holder = await engine.signIn(visitor.email);
  await holder.ensureAccount();
  const key = await holder.createKey({ name: 'Soon', expiresAt: await engine.after(500_000) });
  await visitor.signIn();
  const shown = {
    '/': page.getByRole('figure'),
    '/keys': page.getByRole('link', { name: 'Soon' }),
    [`/keys/${key.accessKey}`]: page.getByRole('figure'),
    '/settings': page.getByText('None so far.'),
    '/developers': page.getByText('Create a key'),
  };
  const shifts: Record<string, number> = {};
  for (const [path, content] of Object.entries(shown)) {
    if (path !== '/') await page.goto(visitor.url(path));
    await content.waitFor();
    shifts[path] = await layoutShift(page);
  }
  console.log(`Layout shifts at 360 pixels: ${JSON.stringify(shifts)}`);
  expect(Object.entries(shifts).filter(([, shift]) => shift >= 0.05)).toEqual([]);

  await visitor.goTo('Dashboard');
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await visitor.press('Use Asia/Kolkata');
  await page.getByText('Your device is in Asia/Kolkata.').waitFor({ state: 'detached' });
  const { body } = await holder.call<{ timeZone: string }>('GET', '/api/v1/account');
  expect(body.timeZone).toBe('Asia/Kolkata');
});

visit('keeps search, filter, order and page in the URL, for going back and for a reload', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      forcedColors: 'active',
      prepare: async (holder) => {
        for (let number = 1; number <= 26; number += 1) await holder.createKey({ name: `Robot ${number}` });
      },
    }),
  );
  const { page } = visitor;
  await page.getByLabel('Search keys').fill('robot');
  await visitor.press('Key');
  await visitor.press('Next');
  await page.getByText('26–26 of 26').waitFor();
  const url = visitor.url('/keys?search=robot&sort=name&order=ascending&page=2');
  expect(page.url()).toBe(url);
  await page.getByRole('link', { name: 'Robot 26' }).click();
  await page.getByRole('heading', { level: 1, name: 'Robot 26' }).waitFor();
  await page.goBack();
  await page.getByText('26–26 of 26').waitFor();
  expect(page.url()).toBe(url);
  await page.reload();
  await page.getByText('26–26 of 26').waitFor();
  expect(await page.getByLabel('Search keys').inputValue()).toBe('robot');

  // With forced colours, the current page's ground is that of the others.
  const marks = await page.evaluate(() =>
    [...document.querySelectorAll('.page-link')].map((link) => [
      link.textContent,
      getComputedStyle(link).textDecorationLine === 'underline',
    ]),
  );
  expect(marks).toEqual([
    ['Dashboard', false],
    ['API Control', true],
    ['Developers', false],
    ['Settings', false],
  ]);
});

visit('goes on without a new sign-in when its question is closed, and asks again', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
  const { page } = visitor;
  await page.getByRole('link', { name: 'Default key' }).waitFor();
  await page.route('**/api/v1/**', (route) => route.fulfill({ status: 401, json: {} }));
  await page.route('**/oauth2/token', (route) =>
    route.fulfill({ status: 400, json: { error: 'invalid_grant' } }),
  );
  await visitor.press('Create key');
  await page.getByLabel('Name', { exact: true }).fill('Kept');
  await visitor.pressInDialog('Create key');
  const question = page.getByRole('alertdialog', { name: 'Your session has ended' });
  await question.getByRole('button', { name: 'Close' }).click();
  await question.waitFor({ state: 'detached' });
  await visitor.dialog.getByText('Sign in again, then try again.').waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Kept');
  await visitor.pressInDialog('Create key');
  await question.waitFor();
});
