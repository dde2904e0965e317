import type { EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('reloads once for a file that fails to load, then offers a way on', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, { prepare: (holder) => holder.createKey({ name: 'Second' }) }),
  );
  const { page } = visitor;
  let requests = 0;
  await page.route('**/assets/settings-page*.js', (route) => {
    requests += 1;
    return route.abort();
  });
  await page
    .getByRole('navigation', { name: 'Pages', exact: true })
    .getByRole('link', { name: 'Settings' })
    .click();
  await page.getByRole('alert').getByText('Part of this page couldn’t be loaded').waitFor();
  await page.waitForLoadState();
  await page.getByRole('button', { name: 'Reload' }).waitFor();
  await page.waitForFunction(() => sessionStorage.getItem('latchkey.reloaded-build') !== null);
  expect(page.url()).toBe(visitor.url('/settings'));
  expect(requests).toBeLessThanOrEqual(2);
  // The rest of the page is there, and another page opens.
  await visitor.goTo('API Control');
  await page.unroute('**/assets/settings-page*.js');
  await page.goto(visitor.url('/settings'));
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();

  // The chart is no part that the Dashboard fails without.
  await page.route('**/assets/calls-card*.js', (route) => route.abort());
  await visitor.goTo('Dashboard');
  await page.getByRole('alert').getByText('Part of this page couldn’t be loaded').waitFor();
  await page.getByRole('heading', { level: 1, name: 'All 2 keys are working' }).waitFor();
});

visit('makes no default key before the page can show its secret', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const { page } = visitor;
  const accountCalls: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') accountCalls.push(request.url());
  });
  await page.route('**/assets/secret-dialog*', (route) => route.abort());
  await visitor.signIn('/', 'Create an account');
  await page.getByRole('alert').getByText('Part of this page couldn’t be loaded').waitFor();
  expect(accountCalls).toEqual([]);
  await page.unroute('**/assets/secret-dialog*');
  await visitor.press('Reload');
  await page.getByRole('heading', { name: 'Welcome to Latchkey' }).waitFor();
  await visitor.press('Copy token');
  await visitor.press('Done');
  await visitor.closed();
});
