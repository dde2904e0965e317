import { PostClient, type PostLimits, type PostResponse } from './post.ts';
import { type Credentials, RequestSigner } from './signer.ts';

/** An item in DynamoDB's JSON format: each attribute is under the letter of its type. */
export type RawItem = Record<string, { S?: unknown; N?: unknown; L?: unknown } | undefined>;

/** No response, an unreadable response, or a transient error: nothing is wrong with the request. */
export class TableUnavailable extends Error {
  override readonly name = 'TableUnavailable';
}

export interface ItemReaderSettings {
  region: string;
  endpoint: URL;
  tableName: string;
  /** Called for each request, because credentials are rotated. */
  credentials: () => Credentials;
  limits: PostLimits;
}

const target = 'DynamoDB_20120810.GetItem';

/** Errors that are likely to be gone at the next try. */
const transient = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
]);

/** Errors that a wrong clock causes. */
const skewErrors = new Set(['InvalidSignatureException', 'RequestExpired', 'RequestTimeTooSkewed']);

/** A signature is valid for five minutes either way. */
const maxSkewMilliseconds = 240_000;

/**
 * Reads single items of one table by DynamoDB's HTTP protocol, strongly consistent: the call that requests at the
 * gateway wait for. It does what the SDK does for such a call with a third of the work (docs/adr/0010-signed-read.md),
 * including one retry over a new connection after a dead one, a failing service, throttling or a wrong clock.
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
   * @param key the item's primary key, without quotes and backslashes
   * @param projection the names of the attributes to return, comma-separated
   * @param aliases for names in `projection` that are reserved words, such as `{ '#name': 'name' }`
   * @returns null if there is no such item
   * @throws TableUnavailable, or Error if the table rejects the request
   */
  async read(
    key: { pk: string; sk: string },
    projection: string,
    aliases?: Record<string, string>,
  ): Promise<RawItem | null> {
    const names = aliases ? `,"ExpressionAttributeNames":${JSON.stringify(aliases)}` : '';
    const body = `{"TableName":"${this.#settings.tableName}","Key":{"pk":{"S":"${key.pk}"},"sk":{"S":"${key.sk}"}},"ProjectionExpression":"${projection}"${names},"ConsistentRead":true}`;
    let first: PostResponse | null = null;
    try {
      first = await this.#send(body, false);
    } catch {
      // The connection died, or could not be made in time: retried below.
    }
    if (first && first.status === 200) return parseItem(first.body);
    if (first && !this.#isWorthRetrying(first)) throw toError(first);
    const second = await this.#send(body, true).catch((cause: Error) => {
      throw new TableUnavailable(cause.message, { cause });
    });
    if (second.status === 200) return parseItem(second.body);
    throw toError(second);
  }

  #send(body: string, fresh: boolean): Promise<PostResponse> {
    const { endpoint, credentials } = this.#settings;
    const now = new Date(Date.now() + this.#skewMilliseconds);
    const headers = this.#signer.sign({ host: endpoint.host, target, body }, credentials(), now);
    headers.push(
      'content-type',
      'application/x-amz-json-1.0',
      'content-length',
      String(Buffer.byteLength(body)),
    );
    return this.#client.post(headers, body, fresh);
  }

  #isWorthRetrying(response: PostResponse): boolean {
    const name = errorName(response.body);
    if (response.status >= 500 || transient.has(name)) return true;
    if (!skewErrors.has(name)) return false;
    const skew = Date.parse(response.date ?? '') - Date.now();
    if (!(Math.abs(skew - this.#skewMilliseconds) > maxSkewMilliseconds)) return false;
    this.#skewMilliseconds = skew;
    return true;
  }
}

function parseItem(body: string): RawItem | null {
  const response = parseObject(body);
  if (!response) throw new TableUnavailable('The table returned a malformed response.');
  const item = response.Item;
  if (item === undefined) return null;
  if (!isObject(item) || !Object.values(item).every(isObject)) {
    throw new TableUnavailable('The table returned a malformed item.');
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

function toError({ status, body }: PostResponse): Error {
  const name = errorName(body);
  const isTransient = status >= 500 || transient.has(name);
  return new (isTransient ? TableUnavailable : Error)(`The table rejected the read: ${status} ${name}`);
}

/** The service's name of the error, such as `ThrottlingException`; empty if the body has none. */
function errorName(body: string): string {
  const type = parseObject(body)?.__type;
  return typeof type === 'string' ? type.slice(type.lastIndexOf('#') + 1) : '';
}
