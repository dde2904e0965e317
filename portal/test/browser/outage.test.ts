import { bearer, type EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

const day = 86_400;

visit(
  'takes one click from the link of an email to a restored key, in a browser that is signed in',
  async (arrive) => {
    const visitor = await arrive(Visitor.signedIn(engine));
    const { holder } = visitor;
    const key = await holder.createKey({ name: 'Production' });
    await holder.call('POST', `/api/v1/keys/${key.accessKey}/expire`);
    expect((await engine.whoami(bearer(key.token))).status).toBe(401);

    // A mail program opens the link in a new tab, which nobody has signed in.
    const start = performance.now();
    const page = await visitor.page.context().newPage();
    await page.goto(visitor.url(`/keys/${key.accessKey}?extend`));
    await page.getByRole('heading', { name: 'Restore “Production”' }).waitFor();
    const shownMs = performance.now() - start;
    for (const time of ['In 30 days', 'In 90 days', 'In 1 year']) await page.getByText(time).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    console.log(
      `From an email's link: dialog after ${shownMs.toFixed(0)} ms, works after ${(performance.now() - start).toFixed(0)} ms and one click`,
    );
    expect((await engine.whoami(bearer(key.token))).status).toBe(200);

    // The same link once more: there is nothing to do.
    await page.goto(visitor.url(`/keys/${key.accessKey}?extend`));
    await page.getByText(/“Production” already works through/).waitFor();
    expect(page.url()).toBe(visitor.url(`/keys/${key.accessKey}`));
    await page.close();
  },
);

visit('restores all expired keys from the banner, and undoes what was just changed', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      prepare: async (holder) => {
        for (const name of ['First', 'Second'])
          await holder.createKey({ name, expiresAt: await engine.after(60 * day) });
      },
    }),
  );
  const { page, holder } = visitor;
  const dates = async () =>
    Object.fromEntries((await holder.inventory()).map(({ name, expiresAt }) => [name, expiresAt]));
  const before = await dates();
  const change = async (name: string, entry: string, button: string) => {
    await visitor.choose(name, entry);
    await visitor.pressInDialog(button);
    await visitor.closed();
  };
  await change('First', 'Extend…', 'Extend');
  expect((await dates()).First).not.toBe(before.First);
  await visitor.press('Undo');
  await visitor.hears('Undone.');
  expect(await dates()).toEqual(before);

  await change('First', 'Expire now…', 'Expire now');
  // Somebody else's change is not undone along with one's own.
  const second = (await holder.inventory()).find(({ name }) => name === 'First');
  await holder.call('PATCH', `/api/v1/keys/${second?.accessKey}`, { description: 'Theirs' });
  await visitor.press('Undo');
  await visitor.hears(/^Not undone\. This key has changed/);

  await change('Second', 'Expire now…', 'Expire now');
  await visitor.goTo('Dashboard');
  await visitor.press('Restore all 2 expired keys…');
  await page.getByRole('heading', { name: 'Restore 2 keys' }).waitFor();
  await visitor.pressInDialog('Restore');
  await visitor.closed();
  expect((await holder.inventory()).map(({ status }) => status)).toEqual(['active', 'active', 'active']);
});
