import type { Catalogue, Formatter } from '../translator.ts';

/** The Developers page. Texts of the API reference and of errors come from the API's contract. */
export const en = {
  intro: 'How programs use your keys, what errors mean, and the API behind this portal.',
  onThisPage: 'On this page',
  authenticate: 'Authenticate',
  errors: 'Errors',
  tokenFormat: 'Token format',
  reference: 'API reference',
  referenceWhat: 'the API reference',

  authenticateIntro:
    'Send your key with each call to <url/>, in one of three ways. Keep it in an environment variable or a secret store, never in your code.',
  howToSend: 'How to send the key',
  bearer: 'Bearer token',
  bearerUse: 'For most programs: the whole token, in the Authorization header.',
  header: 'x-api-key',
  headerUse:
    'For programs that can set this header more easily than Authorization. Send only one of the two.',
  basic: 'Basic',
  basicUse:
    'For HTTP libraries that take a username and password: the access key is the username, the secret key is the password.',
  language: 'Language',
  sampleWhat: ({ language }: { language: string }) => `${language} sample`,
  whoami:
    '<code>GET /v1/whoami</code> returns which key a program uses and when it expires. Every token starts with <prefix/>. An expired key is refused with <code>401 key_expired</code>. Set a new date on the API Control page, and the same access key and secret key work again.',

  errorsIntro:
    'Every error response is a problem document (<code>application/problem+json</code>). Branch on <code>code</code>; <code>title</code> and <code>detail</code> are written for people. Include the <code>requestId</code> when you report a problem.',
  gatewayProblems: 'Calls with a key',
  managementProblems: 'Management API',
  commonProblems: 'Both APIs',

  filterErrors: 'Filter errors',
  filterExample: 'Code, status or words',
  errorsFound: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, { one: '1 error matches', other: `${formatter.number(count)} errors match` }),
  noErrorMatches: 'No errors match.',
  errorCode: 'Code',
  errorStatus: 'Status',
  errorHelp: 'What to do',

  groupAccount: 'Account',
  groupKeys: 'Keys',
  groupNotices: 'Notices',
  groupLinks: 'Links in emails',

  tokenFormatWhat: 'token format',
  tokenFormatHelp:
    'Everything after the prefix is base62: <code>0-9</code>, <code>A-Z</code>, <code>a-z</code>. The access key is public and may appear in logs. The checksum, a CRC-32 of everything before it, catches typos right away. Only the secret key proves who is calling.',
  scanners: 'Secret scanners can find leaked tokens with this regular expression:',
  regularExpression: 'regular expression',
  tokenParts: ({ prefix }: { prefix: string }) => `${prefix}_<access key: 24>_<secret key: 30><checksum: 6>`,

  referenceIntro:
    'This portal uses the management API too. Authenticate with the ID token of a sign-in, not with a key: <header/>. <document>OpenAPI document</document>',
  idToken: 'Authorization: Bearer <ID token>',
  parameters: 'Parameters',
  required: ({ place }: { place: string }) => `${place}, required`,
  optional: ', optional',
  request: 'Request',
  exampleRequest: 'example request',
  exampleResponse: ({ status }: { status: string }) => `example ${status} response`,
} satisfies Catalogue;
