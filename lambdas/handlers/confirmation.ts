import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { respondWithPage } from '../adapters/http/page.ts';
import { readAddress, readForm, readQuery } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { emailLinkQuery } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import type { Account } from '../core/account.ts';
import { isSameEmail } from '../core/notice-email.ts';
import { changeOfAccount } from '../core/trail-changes.ts';

const { accounts, trail } = connectStores({ accounts: AccountStore, trail: TrailStore });

/** Whoever follows the link of a mail; the change says of which address. */
const recordFor = (event: APIGatewayProxyEvent) =>
  trail.by({ actor: { kind: 'recipient', id: null }, from: readAddress(event) });

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
  const { token = '' } = readQuery(event, emailLinkQuery);
  return (await accounts.confirmEmail(token, new Date(), recordFor(event)))
    ? respondWithPage(200, 'Confirmed', {
        text: 'This address gets notices from now on. You can close this page.',
      })
    : respondWithPage(400, 'This link doesn’t work', {
        text: 'It has expired, is incomplete, or the address was removed. Ask the account holder to add the address again.',
      });
};

/** Changes nothing: programs that scan the links in emails open it, too. */
const showUnsubscribe: Operation = async (event) => {
  const found = await accounts.findUnsubscribing(readQuery(event, emailLinkQuery).token ?? '');
  if (!found) return deadLink();
  return isSameEmail(found.email, found.account.email) ? askHolder() : askRecipient();
};

/**
 * An additional recipient leaves by one click. The holder's own link takes a confirmation, because mails get
 * forwarded; what it turns off shows in the banner.
 */
const unsubscribe: Operation = async (event) => {
  const found = await accounts.findUnsubscribing(readQuery(event, emailLinkQuery).token ?? '');
  if (!found) return deadLink();
  const { account, email } = found;
  if (!isSameEmail(email, account.email)) {
    await leave(event, account, email);
    return respondWithPage(200, 'You get no more notices', {
      text: 'Nothing more is sent to this address on behalf of that account. You can close this page.',
    });
  }
  if (readForm(event).get(holderConfirms) === null) return askHolder();
  await stopLeadTimeMails(event, account);
  return respondWithPage(200, 'No more emails before keys expire', {
    text: 'You still get an email when a key has expired, because calls with it are refused from then on. You can turn the others on again in the settings.',
  });
};

/** A link that is followed again changes nothing, and leaves no line. */
async function leave(event: APIGatewayProxyEvent, account: Account, email: string): Promise<void> {
  const others = account.noticeEmails.filter((entry) => !isSameEmail(entry.email, email));
  const isListed = others.length < account.noticeEmails.length;
  if (!isListed && account.leftEmails.some((left) => isSameEmail(left, email))) return;
  const noticeEmails = others.map((entry) => entry.email);
  await recordFor(event)(changeOfAccount('remove_recipient', account, { noticeEmails }), () =>
    accounts.change(account.accountId, () => ({ leaving: email }), new Date()),
  );
}

async function stopLeadTimeMails(event: APIGatewayProxyEvent, account: Account): Promise<void> {
  if (account.leadTimeMailsOffSince !== null) return;
  await recordFor(event)(changeOfAccount('edit_account', account, { leadTimeMails: false }), () =>
    accounts.change(account.accountId, () => ({ leadTimeMails: false }), new Date()),
  );
}

/** Sent by the button of the holder's page, and not by the one click of a mail program. */
const holderConfirms = 'stop-lead-time-mails';

const askRecipient = () =>
  respondWithPage(200, 'Get no more notices?', {
    text: 'This address gets notices about the expiring API keys of an account.',
    button: 'Leave',
  });

const askHolder = () =>
  respondWithPage(200, 'Get no more emails before your keys expire?', {
    text: 'You still get an email when a key has expired, because calls with it are refused from then on.',
    button: 'Stop these emails',
    field: holderConfirms,
  });

const deadLink = () =>
  respondWithPage(400, 'This link doesn’t work', {
    text: 'It is incomplete, or the account no longer exists.',
  });

export const handler = createApi(routesOf('confirmation'), {
  showConfirmation,
  confirmNoticeEmail,
  showUnsubscribe,
  unsubscribe,
});
