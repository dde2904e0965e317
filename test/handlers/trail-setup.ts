import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../lambdas/adapters/table/account-creation.ts';
import { externalItemKey, type ItemKey, signInItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { machineRoutes } from '../../lambdas/contract/machine-routes.ts';
import { operatorRoutes } from '../../lambdas/contract/operator-routes.ts';
import { routes } from '../../lambdas/contract/routes.ts';
import { sealConfirmation, sealUnsubscribe } from '../../lambdas/core/notice-email.ts';
import type { TrailLineView } from '../../lambdas/core/trail.ts';
import type { TrailAction } from '../../lambdas/core/trail-changes.ts';
import type {
  AnyBody,
  CallOptions,
  DeployedFunctions,
  FunctionResponse,
} from '../faults/deployed-functions.ts';
import type { TestTable } from '../support/test-table.ts';

export interface TrailBody {
  items: TrailLineView[];
  nextCursor: string | null;
}

type Response = Promise<FunctionResponse<AnyBody>>;

/** An account with its default key, as one that changes something through the API has it. */
export class Owner {
  readonly sub: string;
  protected readonly functions: DeployedFunctions;
  readonly #table: TestTable;
  accessKey = '';
  /** Of its default key. */
  token = '';

  constructor(sub: string, functions: DeployedFunctions, table: TestTable) {
    this.sub = sub;
    this.functions = functions;
    this.#table = table;
  }

  protected get accounts(): AccountCreation {
    return new AccountCreation(this.client, [30]);
  }

  protected get client(): TableClient {
    return new TableClient(this.#table.documents, this.#table.tableName);
  }

  /** What leads to the account. */
  protected get mappingKey(): ItemKey {
    return signInItemKey(this.sub);
  }

  async begin(): Promise<this> {
    const { body } = await this.call('PUT /api/v1/account');
    this.accessKey = body.defaultKey?.accessKey ?? '';
    return this;
  }

  /** Of its default key, where the route is about a key. */
  call(route: string, options: CallOptions & { accessKey?: string | undefined } = {}): Response {
    const { accessKey } = this;
    return this.functions.manage(this.sub, route, {
      ...(route.includes('{') && { accessKey }),
      ...options,
    });
  }

  /** Has the operator report a token as leaked. */
  report(token: string): Response {
    const body = { tokens: [{ token, url: 'https://example.com/paste' }] };
    return this.functions.operate(Customer.operator, 'POST /v1/leaked-tokens', {}, { body });
  }

  async trail(query: Record<string, string> = {}): Promise<TrailBody> {
    const { status, body } = await this.call('GET /api/v1/trail', { query });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as unknown as TrailBody;
  }

  /** The actions of the trail with their outcomes, oldest first. */
  async acts(query: Record<string, string> = {}): Promise<string[]> {
    const { items } = await this.trail(query);
    return items.map(({ action, outcome }) => `${action} ${outcome}`).reverse();
  }

  /** All that the account is, but for its trail; null: there is no account. */
  async state(): Promise<unknown> {
    const { documents, tableName: TableName } = this.#table;
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: { ...this.mappingKey }, ConsistentRead: true }),
    );
    if (!Item) return null;
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': Item.accountId },
        ConsistentRead: true,
      }),
    );
    // What a request with an Idempotency-Key has claimed is nothing that anybody sees.
    return Items.filter(({ sk }) => !/^(TRAIL|REQUEST)#/.test(sk));
  }

  /** The links in mails to `email`. */
  async tokens(email: string): Promise<{ confirm: string; leave: string }> {
    const account = await this.accounts.require(this.sub);
    const { accountId, signingSecret } = account;
    const requestedAt = account.noticeEmails[0]?.requestedAt ?? new Date();
    return {
      confirm: sealConfirmation({ accountId, email, requestedAt }, signingSecret),
      leave: sealUnsubscribe({ accountId, email }, signingSecret),
    };
  }
}

/** An account of a user of the operator's own, which the operator changes by signed calls; `sub` is the external id. */
export class Customer extends Owner {
  static readonly operator = 'arn:aws:sts::111122223333:assumed-role/Support/session';

  protected override get mappingKey(): ItemKey {
    return externalItemKey(this.sub);
  }

  provision(user: object = { email: `${this.sub}@example.com` }): Response {
    const route = 'PUT /v1/accounts/by-external-id/{externalId}';
    return this.functions.operate(Customer.operator, route, { externalId: this.sub }, { body: user });
  }

  /** @param route of the management API, in whose place the operator API has one below the account */
  override async call(route: string, options: CallOptions = {}): Response {
    if (route === 'PUT /api/v1/account') return this.provision();
    const { accessKey } = this;
    const accountId = (await this.accounts.findExternal(this.sub))?.accountId ?? '';
    const parameters = { accountId, sub: `joined-${this.sub}`, ...(route.includes('{') && { accessKey }) };
    const operatorRoute = route.replace('/api/v1/', '/v1/accounts/{accountId}/');
    return this.functions.operate(Customer.operator, operatorRoute, parameters, options);
  }
}

/** A holder whose keys are managed by one of them, where there is a call for that. */
export class Machine extends Owner {
  manager = '';

  override async begin(): Promise<this> {
    await super.begin();
    const body = { name: 'manager', access: 'write' };
    const made = await this.functions.manage(this.sub, 'POST /api/v1/keys', { body });
    this.manager = made.body.accessKey;
    return this;
  }

  override async call(
    route: string,
    options: CallOptions & { accessKey?: string | undefined } = {},
  ): Response {
    const byKey = route.replace('/api/v1/', '/latchkey/v1/');
    if (!machineRoutes.some(({ method, path }) => `${method} ${path}` === byKey))
      return super.call(route, options);
    const { accessKey } = this;
    return this.functions.manageByKey(this.manager, byKey, {
      ...(route.includes('{') && { accessKey }),
      ...options,
    });
  }
}

type ChangingId = Extract<(typeof routes | typeof operatorRoutes)[number], { trail: unknown }>['id'];

/** It leaves a line that it deletes itself in the end: see account-deletion.test.ts. */
const deleting = 'deleteAccount';

interface ChangingCall {
  action: TrailAction;
  /** It makes the account. */
  begins?: true;
  prepare?: (owner: Owner) => Promise<unknown>;
  call: (owner: Owner) => Response;
}

const email = 'ops@example.com';
const addRecipient = (owner: Owner) =>
  owner.call('PATCH /api/v1/account', { body: { noticeEmails: [email] } });
const rotate = (owner: Owner) => owner.call('POST /api/v1/keys/{accessKey}/rotations');

const suspend = (owner: Owner) => owner.call('POST /api/v1/suspend', { body: { reason: 'unpaid' } });

const begin: ChangingCall = {
  action: 'create_account',
  begins: true,
  call: (owner) => owner.call('PUT /api/v1/account'),
};

/** For each call that changes something, what it takes and what line it leaves. */
const changes: Readonly<Record<Exclude<ChangingId, typeof deleting>, ChangingCall>> = {
  ensureAccount: begin,
  provisionAccount: begin,
  joinSignIn: {
    action: 'join_sign_in',
    call: (owner) => owner.call('PUT /api/v1/sign-ins/{sub}'),
  },
  updateAccount: {
    action: 'edit_account',
    call: (owner) => owner.call('PATCH /api/v1/account', { body: { timeZone: 'Asia/Tokyo' } }),
  },
  retryDelivery: {
    action: 'retry_delivery',
    call: (owner) => owner.call('POST /api/v1/account/retry-delivery'),
  },
  suspendAccount: { action: 'suspend_account', call: suspend },
  resumeAccount: {
    action: 'resume_account',
    prepare: suspend,
    call: (owner) => owner.call('POST /api/v1/resume'),
  },
  createKey: {
    action: 'create_key',
    call: (owner) =>
      owner.call('POST /api/v1/keys', {
        body: { name: 'made' },
        headers: { 'idempotency-key': 'sent once by everybody' },
      }),
  },
  updateKey: {
    action: 'edit_key',
    call: (owner) => owner.call('PATCH /api/v1/keys/{accessKey}', { body: { name: 'renamed' } }),
  },
  expireKey: {
    action: 'expire_key',
    call: (owner) => owner.call('POST /api/v1/keys/{accessKey}/expire'),
  },
  deleteKey: {
    action: 'delete_key',
    // A key may delete only expired ones.
    prepare: async (owner) => owner instanceof Machine && owner.call('POST /api/v1/keys/{accessKey}/expire'),
    call: (owner) => owner.call('DELETE /api/v1/keys/{accessKey}'),
  },
  rotateKey: { action: 'rotate_key', call: rotate },
  finishRotation: {
    action: 'finish_rotation',
    prepare: rotate,
    call: (owner) => owner.call('POST /api/v1/keys/{accessKey}/rotations/current/finish'),
  },
  cancelRotation: {
    action: 'cancel_rotation',
    prepare: rotate,
    call: (owner) => owner.call('DELETE /api/v1/keys/{accessKey}/rotations/current'),
  },
  reportLeakedTokens: {
    action: 'end_leaked_secret',
    prepare: async (owner) => {
      owner.token = (await rotate(owner)).body.token;
    },
    call: (owner) => owner.report(owner.token),
  },
  confirmNoticeEmail: {
    action: 'confirm_recipient',
    prepare: addRecipient,
    call: async (owner) => {
      const { confirm } = await owner.tokens(email);
      return owner.call('POST /api/v1/notice-emails/confirmation', { query: { token: confirm } });
    },
  },
  unsubscribe: {
    action: 'remove_recipient',
    prepare: addRecipient,
    call: async (owner) => {
      const { leave } = await owner.tokens(email);
      return owner.call('POST /api/v1/notice-emails/unsubscribe', { query: { token: leave } });
    },
  },
};

/** Each call of both APIs that changes something, with the actions that it may leave in the trail. */
export const changingCalls = [
  ...routes.map((route) => ({ kind: Owner, route })),
  ...operatorRoutes.map((route) => ({ kind: Customer, route })),
  ...machineRoutes.map((route) => ({ kind: Machine, route })),
].flatMap(({ kind, route }) =>
  'trail' in route && route.id !== deleting
    ? [{ kind, call: `${route.method} ${route.path}`, trail: route.trail, change: changes[route.id] }]
    : [],
);

/** Stands between functions and the table: counts what is read, keeps what is written, and dies or sleeps before the n-th write. */
export class WriteWatch {
  /** `<operation> <pk> <sk>`. */
  writes: string[] = [];
  reads = 0;
  #deathAt = Number.POSITIVE_INFINITY;
  #pause: { at: number; reached: () => void; end: Promise<void> } | null = null;

  /** From now on. @param deathAt counts from 1; absent: it lives */
  reset(deathAt = Number.POSITIVE_INFINITY): void {
    this.writes = [];
    this.reads = 0;
    this.#deathAt = deathAt;
    this.#pause = null;
  }

  /** Has the process that makes the n-th write from now on sleep before it. */
  pauseAt(at: number): { reached: Promise<void>; end: () => void } {
    this.reset();
    const [reached, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.#pause = { at, reached: reached.resolve, end: end.promise };
    return { reached: reached.promise, end: end.resolve };
  }

  watch(documents: DynamoDBDocumentClient): DynamoDBDocumentClient {
    const send = documents.send.bind(documents);
    // biome-ignore lint/suspicious/noExplicitAny: the client's own signature is overloaded beyond what can be written here
    documents.send = (async (command: any) => {
      const [, operation] = /^(Put|Update|Delete|BatchWrite)/.exec(command.constructor.name) ?? [];
      const { Key, Item } = command.input;
      if (/^(Get|BatchGet|Query)/.test(command.constructor.name)) this.reads++;
      const { pk, sk } = Key ?? Item ?? {};
      if (operation) this.writes.push(`${operation} ${pk} ${sk}`);
      if (operation && this.writes.length === this.#pause?.at) {
        this.#pause.reached();
        await this.#pause.end;
      }
      if (this.writes.length >= this.#deathAt) throw new Error('The process died here.');
      return send(command);
    }) as typeof documents.send;
    return documents;
  }
}
