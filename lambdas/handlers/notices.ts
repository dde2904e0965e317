import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readQuery, readSignIn } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import type { Inventory } from '../adapters/table/inventory.ts';
import { KeyStore } from '../adapters/table/key-store.ts';
import { NoticeLogReader } from '../adapters/table/notice-log-reader.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { listNoticesQuery } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { viewDelivery } from '../core/delivery.ts';
import { selectNotices } from '../core/key.ts';
import { openLogCursor, viewLogPage } from '../core/notice-log.ts';
import { Problem } from '../core/problem-catalogue.ts';

const { accounts, keys, noticeLog, usage } = connectStores({
  accounts: AccountStore,
  keys: KeyStore,
  noticeLog: NoticeLogReader,
  usage: UsageReader,
});

/**
 * What the banner shows: made from the keys at this moment, so that it is right without any job having run.
 */
const getNotices: Operation = async (event) => {
  const [{ account, keys: inventory }, counting] = await Promise.all([
    readInventory(event),
    usage.readCounting(),
  ]);
  const banner = selectNotices(inventory, account.noticeLeadDays, counting, new Date());
  const leadTimeMails = account.leadTimeMailsOffSince === null;
  return { status: 200, body: { ...banner, delivery: viewDelivery(account), leadTimeMails } };
};

/** Which notices were sent, when, about which key, and to whom: the first question of every incident. */
const getLog: Operation = async (event) => {
  const { limit = '50', cursor = null } = readQuery(event, listNoticesQuery);
  const { account } = await readInventory(event);
  const position = openLogCursor(account, cursor);
  const page = await noticeLog.read(account.accountId, Number(limit), position, new Date());
  return { status: 200, body: viewLogPage(account, page) };
};

export const handler = createApi(routesOf('notices'), { getNotices, listNotices: getLog });

async function readInventory(event: APIGatewayProxyEvent): Promise<Inventory> {
  const inventory = await keys.list(await accounts.requireId(readSignIn(event).sub));
  if (!inventory) throw new Problem('account_not_found');
  return inventory;
}
