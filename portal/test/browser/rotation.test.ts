import { bearer, type EngineClient } from '../../../test/support/engine-client.ts';
import { callOperator } from '../../../test/support/operator.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

/** What whoami says of each token: the secret that it is, or why it is refused. */
const tell = (...tokens: string[]) =>
  Promise.all(
    tokens.map(async (token) => {
      const { body } = await engine.whoami(bearer(token));
      return body.secret ?? (body as unknown as { code: string }).code;
    }),
  );

/** Calls the operator's API with each token, of which the log tells. */
const use = async (...tokens: string[]) => {
  for (const token of tokens) await engine.gateway({ path: '/orders', headers: bearer(token) });
  await engine.deliverLogs();
};

/** Takes the secret from the dialog that shows it. */
async function takeToken(visitor: Visitor): Promise<string> {
  await visitor.press('Copy token');
  const token = await visitor.page.evaluate(() => navigator.clipboard.readText());
  await visitor.press('Done');
  await visitor.closed();
  return token;
}

/** The page asks again by itself, but not soon enough for a test. */
async function askAgain({ page }: Visitor): Promise<void> {
  await page.clock.runFor(60_000);
}

visit('rotates a secret from start to end, and tells who still uses the old one', async (arrive) => {
  let first = '';
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      before: (page) => page.clock.install(),
      prepare: async (holder) => {
        ({ token: first } = await holder.createKey({ name: 'Checkout' }));
        await use(first);
      },
    }),
  );
  const { page } = visitor;
  await page.getByRole('link', { name: 'Checkout' }).click();
  const card = page.getByRole('region', { name: 'Secrets of Checkout' });
  await card.getByText('The only one.').waitFor();
  await card.getByRole('button', { name: 'Rotate secret' }).click();
  await visitor.dialog.getByText(/^In use\. It was called /).waitFor();
  await visitor.dialog.getByText('the old secret works for 24 hours more').waitFor();
  await visitor.dialog.getByText('At once', { exact: true }).click();
  await visitor.dialog.getByText('Whatever still has the old secret is refused').waitFor();
  await visitor.dialog.getByText('After 7 days').click();
  await visitor.dialog.getByText('the old secret works for 7 days more').waitFor();
  await visitor.pressInDialog('Create new secret');

  await page.getByRole('heading', { name: 'Save the new secret of “Checkout”' }).waitFor();
  await visitor.dialog.getByText('The old secret works for 7 days more, then it ends.').waitFor();
  await visitor.pressInDialog('Done');
  await visitor.dialog.getByText('Without it, you can only cancel or rotate again.').waitFor();
  const second = await takeToken(visitor);
  await card.getByText('Not used yet').waitFor();

  // Of what is under way, the menu offers the ends.
  await visitor.choose('Checkout', 'End current secret now…');
  await visitor.dialog.getByText('The new secret has never been used.').waitFor();
  await visitor.dialog.getByText(/^Last call with the current one: /).waitFor();
  const end = visitor.dialog.getByRole('button', { name: 'End current secret now' });
  expect(await end.isDisabled()).toBe(true);
  await visitor.pressInDialog('Keep both');
  await visitor.closed();
  // Only now: the log tells of these calls within a second, and the dialog then says that the secret was tested.
  expect(await tell(first, second)).toEqual(['current', 'new']);

  await use(second);
  await use(first);
  await askAgain(visitor);
  await card.getByText(/^(7|6) days left$/).waitFor();
  await card.getByText(/Still used: last call/).waitFor();
  await card.getByRole('button', { name: 'Cancel rotation' }).click();
  await visitor.dialog.getByText('The new secret is in use.').waitFor();
  await visitor.pressInDialog('Keep both');
  await visitor.closed();

  await card.getByRole('button', { name: 'End old secret now' }).click();
  await visitor.dialog.getByText('The old secret is still used.').waitFor();
  await visitor.dialog.getByLabel(/^End it anyway/).check();
  await visitor.pressInDialog('End old secret now');
  await visitor.closed();
  await visitor.hears('The old secret of “Checkout” has ended.');
  await card.getByText('The only one.').waitFor();
  expect(await tell(first, second)).toEqual(['secret_rotated', 'current']);
});

visit('says that a key has leaked, and brings it back by a rotation with a date', async (arrive) => {
  let first = '';
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/',
      prepare: async (holder) => {
        ({ token: first } = await holder.createKey({ name: 'Checkout' }));
        const body = { tokens: [{ token: first }] };
        await callOperator(engine, { method: 'POST', path: '/v1/leaked-tokens', body });
      },
    }),
  );
  const { page } = visitor;
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByText('Its secret was found where others could read it.').waitFor();
  await notices.getByText(/^Leaked /).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);

  // The link of the banner opens the dialog, as that of a mail does; so do the list and the key's page.
  await notices.getByRole('link', { name: 'Rotate to bring back' }).click();
  await visitor.dialog.getByText('A new date does not bring it back.').waitFor();
  await visitor.pressInDialog('Cancel');
  await visitor.closed();
  await page.getByRole('heading', { name: 'Checkout has leaked. Calls using it are refused.' }).waitFor();
  await visitor.choose('Checkout', 'Rotate to bring back…');
  await visitor.dialog.getByText('Only that one works: the one that leaked has ended.').waitFor();
  await visitor.dialog.getByText('In 30 days', { exact: true }).click();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await visitor.pressInDialog('Create new secret');

  await page.getByRole('heading', { name: 'Save the new secret of “Checkout”' }).waitFor();
  const second = await takeToken(visitor);
  await page.getByRole('region', { name: 'Secrets of Checkout' }).getByText('The only one.').waitFor();
  await page.getByText('Ended a secret of Checkout that leaked').waitFor();
  expect(await tell(first, second)).toEqual(['secret_rotated', 'current']);
});

visit(
  'goes on from a rotation in progress only by force, and repeats one whose response was lost',
  async (arrive) => {
    let first = '';
    let accessKey = '';
    const visitor = await arrive(
      Visitor.signedIn(engine, {
        path: '/keys',
        prepare: async (holder) => {
          ({ token: first, accessKey } = await holder.createKey({ name: 'Worker' }));
        },
      }),
    );
    const { page, holder } = visitor;
    const rotations = `/api/v1/keys/${accessKey}/rotations`;
    // By keyboard: R on the row.
    await page.getByRole('link', { name: 'Worker' }).focus();
    await page.keyboard.press('r');
    await visitor.dialog.getByText('You get a new secret.').waitFor();
    // Somebody else is faster.
    const { body: theirs } = await holder.call<{ token: string }>('POST', rotations);
    await visitor.pressInDialog('Create new secret');
    await visitor.dialog.getByRole('alert').getByText('A rotation is in progress already.').waitFor();
    await visitor.dialog.getByText(/^.*No call with it is known\.$/).waitFor();
    expect(await tell(theirs.token)).toEqual(['new']);

    const sent: { key: string | undefined; body: string | null }[] = [];
    await page.route(`**${rotations}`, async (route) => {
      sent.push({ key: route.request().headers()['idempotency-key'], body: route.request().postData() });
      if (sent.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await visitor.pressInDialog('Rotate anyway');
    await visitor.dialog.getByText('The new secret may have been created anyway.').waitFor();
    await visitor.pressInDialog('Rotate anyway');
    await page.getByRole('heading', { name: 'Save the new secret of “Worker”' }).waitFor();
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[0]).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      body: expect.stringContaining('"force":true'),
    });
    const second = await takeToken(visitor);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Worker');
    await page
      .getByText(/^Rotating/)
      .first()
      .waitFor();

    // A test by whoami is use enough to ask for force.
    await visitor.choose('Worker', 'Cancel rotation…');
    await visitor.dialog.getByText('The new secret has not been used.').waitFor();
    expect(await tell(first, second)).toEqual(['current', 'new']);
    await engine.deliverLogs();
    await visitor.pressInDialog('Cancel rotation');
    await visitor.dialog.getByRole('alert').getByText('The new secret key is in use').waitFor();
    await visitor.dialog.getByText('The new secret has only been tested.').waitFor();
    await visitor.dialog.getByLabel(/^Cancel anyway/).check();
    await visitor.pressInDialog('Cancel rotation');
    await visitor.closed();
    await visitor.hears('Cancelled the rotation of “Worker”.');
    expect(await tell(first, second)).toEqual(['current', 'secret_rotated']);

    // An expired key is restored first, also when it expires meanwhile.
    await visitor.choose('Worker', 'Rotate secret…');
    await visitor.dialog.getByText('You get a new secret.').waitFor();
    await holder.call('POST', `/api/v1/keys/${accessKey}/expire`);
    await visitor.pressInDialog('Create new secret');
    await visitor.dialog.getByText('Restore it first, then rotate it.').waitFor();
    await visitor.pressInDialog('Restore…');
    await page.getByRole('heading', { name: 'Restore “Worker”' }).waitFor();
  },
);
