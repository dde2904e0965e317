import { createApi, type Operation } from '../adapters/http/api.ts';
import { respondWithPage } from '../adapters/http/page.ts';
import { readQuery } from '../adapters/http/request.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { routesOf } from '../contract/routes.ts';
import { confirmationQuery } from '../contract/schemas.ts';

const { accounts } = connectStores();

/**
 * Asks again, by a button: otherwise, programs that scan the links in emails would confirm on a person's
 * behalf.
 */
const showConfirmation: Operation = async () =>
  respondWithPage(200, 'Get notices about expiring API keys?', {
    text: 'An account holder asked us to send notices about expiring API keys to this address.',
    button: 'Confirm this address',
  });

const confirmNoticeEmail: Operation = async (event) => {
  const { token = '' } = readQuery(event, confirmationQuery);
  return (await accounts.confirmEmail(token, new Date()))
    ? respondWithPage(200, 'Confirmed', {
        text: 'This address gets notices from now on. You can close this page.',
      })
    : respondWithPage(400, 'This link doesn’t work', {
        text: 'It has expired, is incomplete, or the address was removed. Ask the account holder to add the address again.',
      });
};

export const handler = createApi(routesOf('confirmation'), { showConfirmation, confirmNoticeEmail });
