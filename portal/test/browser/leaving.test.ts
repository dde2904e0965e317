import type { EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('asks before going back drops a secret or a half-filled form', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const { page } = visitor;
  await visitor.goTo('API Control');
  await visitor.press('Create key');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Half');
  for (const leave of [() => page.goBack(), () => page.keyboard.press('Escape')]) {
    await leave();
    await page.getByText('Discard what you entered?').waitFor();
    await visitor.pressInDialog('Keep editing');
    expect(await name.inputValue()).toBe('Half');
  }
  await visitor.pressInDialog('Create key');
  await page.getByRole('heading', { name: /^Save the secret of/ }).waitFor();
  await page.goBack();
  await page.getByText('You haven’t saved the secret yet.').waitFor();

  // Copied by hand, it may go.
  await page.evaluate(() => {
    const token = document.querySelector('.secrets code');
    if (token !== null) getSelection()?.selectAllChildren(token);
  });
  await page.keyboard.press('Control+c');
  await page.getByText('You haven’t saved the secret yet.').waitFor({ state: 'detached' });
  await visitor.press('Done');
  await visitor.closed();
  // The way back is as it was before the dialogs.
  expect(page.url()).toBe(visitor.url('/keys'));
  await page.waitForFunction(() => history.state?.latchkeyGuard === undefined);
  await page.goBack();
  await visitor.arrivesAt('Dashboard');
});

visit('asks before a link or going back drops what was entered on a page', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const { page } = visitor;
  await visitor.goTo('Settings');
  await page.getByLabel('Add a recipient').fill('ops@');
  await page
    .getByRole('navigation', { name: 'Pages', exact: true })
    .getByRole('link', { name: 'Developers' })
    .click();
  await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await visitor.pressInDialog('Keep editing');
  await page.goBack();
  await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor();
  expect(await page.getByLabel('Add a recipient').inputValue()).toBe('ops@');
  await visitor.pressInDialog('Discard');
  await visitor.arrivesAt('Dashboard');
});

visit('copies where the page may not use the clipboard', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const { page } = visitor;
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await visitor.signIn('/', 'Create an account');
  await page.getByRole('heading', { name: 'Welcome to Latchkey' }).waitFor();
  await page.evaluate(() => {
    document.addEventListener('copy', (event) => {
      if (event.target instanceof HTMLTextAreaElement) Object.assign(window, { copied: event.target.value });
    });
  });
  await visitor.press('Copy token');
  await visitor.hears('Copied token.');
  expect(await page.evaluate('copied')).toBe(await page.locator('.secrets code').first().textContent());
  await visitor.press('Done');
  await visitor.closed();
});
