import type { EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('stays up while a date is typed, when creating, editing and extending a key', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      prepare: async (holder) =>
        holder.createKey({ name: 'Dated', expiresAt: await engine.after(20 * 86_400) }),
    }),
  );
  const { page } = visitor;
  const field = page.getByLabel('Date and time (UTC)');
  const typeYear = async () => {
    await page.getByText('On a date…').click();
    // One digit, as somebody types it: day, month, year.
    await field.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('2');
    expect(await field.inputValue()).toMatch(/^0002-/);
    await page.getByText('Enter the whole date and time').waitFor();
    await page.keyboard.type('051');
    await page.getByText(/^Works until .* 2051/).waitFor();
  };
  await visitor.press('Create key');
  await typeYear();
  await visitor.pressInDialog('Cancel');
  await visitor.choose('Dated', 'Edit…');
  await typeYear();
  await visitor.pressInDialog('Cancel');
  await visitor.choose('Dated', 'Extend…');
  await typeYear();
});

visit('keeps an edit with an incomplete date open and says what is missing', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
  const { page, holder } = visitor;
  await visitor.press('Edit Default key');
  await page.getByLabel('Name', { exact: true }).fill('Renamed');
  await page.getByText('On a date…').click();
  const field = page.getByLabel('Date and time (UTC)');
  await field.focus();
  // Clears the day.
  await page.keyboard.press('Backspace');
  for (const name of ['Renamed', 'Default key']) {
    await page.getByLabel('Name', { exact: true }).fill(name);
    await visitor.pressInDialog('Save changes');
    await page.getByText('Enter the whole date and time').waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('input[type=datetime-local]'));
  }
  expect((await holder.inventory())[0]).toMatchObject({ name: 'Default key', expiresAt: null });
});

visit('offers what the operator allows, and names the keys that have more', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
  const { page } = visitor;
  const policy = { maxLifetimeDays: 60, defaultLifetimeDays: 45, neverAllowed: false };
  await page.route('**/api/v1/account', async (route) => {
    const response = await route.fetch();
    const { account, ...body } = await response.json();
    const limited = account ? { ...body, account: { ...account, policy } } : { ...body, policy };
    await route.fulfill({ response, json: limited });
  });
  await page.reload();
  await page.getByText('1 key lives longer than a new one may').click();
  await page.getByRole('listitem').getByRole('link', { name: 'Default key' }).waitFor();

  await visitor.press('Create key');
  const choices = page.getByRole('dialog').getByRole('radio');
  await choices.first().waitFor();
  expect(await page.getByRole('radiogroup').innerText()).not.toContain('Never');
  for (const time of ['In 30 days', 'In 45 days', 'In 60 days']) await page.getByText(time).waitFor();
  expect(await choices.count()).toBe(4);
  expect(await page.getByRole('radio', { name: 'In 45 days' }).isChecked()).toBe(true);
  await page.getByText('On a date…').click();
  await page.getByLabel('Date and time (UTC)').fill('2099-01-01T12:00');
  await page.getByText('A key may live 60 days here.').waitFor();
});
