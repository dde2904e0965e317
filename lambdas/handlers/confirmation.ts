import { environmentNames, requireEnv, requireEnvIntegers } from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { answerPage } from '../adapters/http/page.ts';
import { readQuery } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { connectTable } from '../adapters/table/table.ts';
import { confirmationQuery } from '../contract/schemas.ts';

const accounts = new AccountStore(connectTable(), {
  tableName: requireEnv(environmentNames.tableName),
  noticeLeadDays: requireEnvIntegers(environmentNames.noticeLeadDays),
});

/** Asks once more, by a button: programs that check the links in mails would else confirm in a person's name. */
const showConfirmation: Operation = async () =>
  answerPage(200, 'Get notices about expiring API keys?', {
    text: 'You were asked whether notices of an account’s expiring API keys should be sent to this address, too.',
    button: 'Confirm this address',
  });

const confirmNoticeEmail: Operation = async (event) => {
  const { token = '' } = readQuery(event, confirmationQuery);
  return (await accounts.confirmEmail(token, new Date()))
    ? answerPage(200, 'Confirmed', {
        text: 'Notices will be sent to this address from now on. You can close this page.',
      })
    : answerPage(400, 'This link does not work', {
        text: 'It is too old, was not copied whole, or the address is no longer wanted. Ask for the address to be added again.',
      });
};

export const handler = createApi({
  'GET /api/v1/notice-emails/confirmation': showConfirmation,
  'POST /api/v1/notice-emails/confirmation': confirmNoticeEmail,
});
