import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readQuery, readSignIn } from '../adapters/http/request.ts';
import type { NoticeItem } from '../adapters/table/items.ts';
import type { Inventory } from '../adapters/table/key-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { routesOf } from '../contract/routes.ts';
import { listNoticesQuery } from '../contract/schemas.ts';
import { formatAccessKey } from '../core/access-key.ts';
import { openCursor, sealCursor } from '../core/cursor.ts';
import { viewDelivery } from '../core/delivery.ts';
import { formatInstant, fromEpochSeconds } from '../core/instant.ts';
import { selectNotices } from '../core/key.ts';
import { Problem } from '../core/problem.ts';

const { accounts, keys, notices } = connectStores();

/** What the banner shows: made from the keys at this moment, so that it is right without any job having run. */
const getNotices: Operation = async (event) => {
  const { account, keys: inventory } = await readInventory(event);
  const banner = selectNotices(inventory, account.noticeLeadDays, new Date());
  return { status: 200, body: { ...banner, delivery: viewDelivery(account) } };
};

/** Which notices were sent, when, about which key, and to whom: the first question of every incident. */
const getLog: Operation = async (event) => {
  const { limit = '50', cursor = null } = readQuery(event, listNoticesQuery);
  const { account, cursorSecret } = await readInventory(event);
  const scope = { accountId: account.accountId, list: 'notices', cursorSecret };
  const before = cursor === null ? null : openCursor(scope, cursor);
  if (cursor !== null && before === null) {
    throw new Problem('invalid_request', {
      errors: [{ field: 'cursor', detail: 'must be a nextCursor of this list' }],
    });
  }
  const { items, more } = await notices.readLog(account.accountId, Number(limit), before, new Date());
  const last = items.at(-1);
  const nextCursor = more && last ? sealCursor(scope, last.sk) : null;
  return { status: 200, body: { items: items.map(viewLogEntry), nextCursor } };
};

export const handler = createApi(routesOf('notices'), { getNotices, listNotices: getLog });

async function readInventory(event: APIGatewayProxyEvent): Promise<Inventory> {
  const inventory = await keys.list(await accounts.requireId(readSignIn(event).sub));
  if (!inventory) throw new Problem('account_not_found');
  return inventory;
}

function viewLogEntry(item: NoticeItem) {
  return {
    at: formatInstant(new Date(item.atMs)),
    accessKey: formatAccessKey({ accountId: item.pk, keyId: item.keyId }),
    name: item.name,
    kind: item.kind,
    leadDays: item.leadDays ?? null,
    expiresAt: formatInstant(fromEpochSeconds(item.expiresAt)),
    delivered: item.messageId !== undefined,
    to: item.to,
  };
}
