import { type PostAnswer, PostClient, type PostLimits } from './post.ts';
import { type Credentials, RequestSigner } from './signer.ts';

/** An item in DynamoDB's own notation: each attribute under the letter of its type. */
export type RawItem = Record<string, { S?: unknown; N?: unknown; L?: unknown } | undefined>;

/** The table gives no answer, or none that can be read, or asks to be tried later: no fault of the request. */
export class TableUnavailable extends Error {
  override readonly name = 'TableUnavailable';
}

export interface ItemReaderSettings {
  region: string;
  endpoint: URL;
  tableName: string;
  /** Read anew for each request, since credentials are rotated. */
  credentials: () => Credentials;
  limits: PostLimits;
}

const target = 'DynamoDB_20120810.GetItem';

/** Not carried out, and likely to be the next time. */
const passing = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
]);

/** What a wrong clock leads to. */
const skewed = new Set(['InvalidSignatureException', 'RequestExpired', 'RequestTimeTooSkewed']);

/** A signature holds for five minutes to either side. */
const toleratedSkewMilliseconds = 240_000;

/**
 * Reads single items of one table by DynamoDB's HTTP protocol, strongly consistent: the call that requests at the gateway
 * wait for. It does what the SDK does for such a call, at a third of its work (docs/adr/0010-signed-read.md): a second try,
 * over a new connection, when the first met a dead one, a failing service, throttling or a clock that is off.
 */
export class ItemReader {
  readonly #settings: ItemReaderSettings;
  readonly #signer: RequestSigner;
  readonly #client: PostClient;
  /** How far the service's clock is ahead of ours. */
  #skewMilliseconds = 0;

  constructor(settings: ItemReaderSettings, client?: PostClient) {
    this.#settings = settings;
    this.#signer = new RequestSigner(settings.region, 'dynamodb');
    this.#client = client ?? new PostClient(settings.endpoint, settings.limits);
  }

  /**
   * @param key the item's primary key; strings without quotes and backslashes
   * @param projection names of the attributes to return, comma-separated
   * @param aliases what stands in `projection` for a name that is a reserved word, such as `{ '#name': 'name' }`
   * @returns null when there is no such item
   * @throws TableUnavailable, or Error when the table refuses the request for what it is
   */
  async read(
    key: { pk: string; sk: string },
    projection: string,
    aliases?: Record<string, string>,
  ): Promise<RawItem | null> {
    const names = aliases ? `,"ExpressionAttributeNames":${JSON.stringify(aliases)}` : '';
    const body = `{"TableName":"${this.#settings.tableName}","Key":{"pk":{"S":"${key.pk}"},"sk":{"S":"${key.sk}"}},"ProjectionExpression":"${projection}"${names},"ConsistentRead":true}`;
    let first: PostAnswer | null = null;
    try {
      first = await this.#send(body, false);
    } catch {
      // A connection that died, or could not be made in time: tried once more below.
    }
    if (first && first.status === 200) return parseItem(first.body);
    if (first && !this.#isWorthRetrying(first)) throw describeRefusal(first);
    const second = await this.#send(body, true).catch((cause: Error) => {
      throw new TableUnavailable(cause.message, { cause });
    });
    if (second.status === 200) return parseItem(second.body);
    throw describeRefusal(second);
  }

  #send(body: string, fresh: boolean): Promise<PostAnswer> {
    const { endpoint, credentials } = this.#settings;
    const now = new Date(Date.now() + this.#skewMilliseconds);
    const headers = this.#signer.sign({ host: endpoint.host, target, body }, credentials(), now);
    headers['content-type'] = 'application/x-amz-json-1.0';
    headers['content-length'] = String(Buffer.byteLength(body));
    return this.#client.post(headers, body, fresh);
  }

  #isWorthRetrying(answer: PostAnswer): boolean {
    const name = errorName(answer.body);
    if (answer.status >= 500 || passing.has(name)) return true;
    if (!skewed.has(name)) return false;
    const skew = Date.parse(answer.date ?? '') - Date.now();
    if (!(Math.abs(skew - this.#skewMilliseconds) > toleratedSkewMilliseconds)) return false;
    this.#skewMilliseconds = skew;
    return true;
  }
}

function parseItem(body: string): RawItem | null {
  const answer = parseObject(body);
  if (!answer) throw new TableUnavailable('The table gave an answer that is none.');
  const item = answer.Item;
  if (item === undefined) return null;
  if (!isObject(item) || !Object.values(item).every(isObject)) {
    throw new TableUnavailable('The table gave an item that is none.');
  }
  return item as RawItem;
}

function parseObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeRefusal({ status, body }: PostAnswer): Error {
  const name = errorName(body);
  const isPassing = status >= 500 || passing.has(name);
  return new (isPassing ? TableUnavailable : Error)(`The table refused the read: ${status} ${name}`);
}

/** The service's name for a fault, such as `ThrottlingException`; empty when the body names none. */
function errorName(body: string): string {
  const type = parseObject(body)?.__type;
  return typeof type === 'string' ? type.slice(type.lastIndexOf('#') + 1) : '';
}
