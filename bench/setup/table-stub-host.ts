import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { environmentNames } from '../../lambdas/adapters/environment.ts';
import { proofAttributes } from '../../lambdas/adapters/gateway/key-reader.ts';
import { RequestSigner } from '../../lambdas/adapters/gateway/signed-read/signer.ts';
import { Peer } from '../measure/processes.ts';
import { type CannedResponse, keyPrefix, tableName } from './canned-responses.ts';

export interface TableStub {
  /** With TLS; the certificate is made for this run. */
  endpoint: string;
  plainEndpoint: string;
  /** The environment of a function that uses it, with all that the stacks set. */
  environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the stand-in for DynamoDB in its own process. */
export async function startTableStub(settings: {
  /** For the certificate and the responses. */
  folder: string;
  responses: readonly CannedResponse[];
  delayMilliseconds: number;
  core: number | null;
}): Promise<TableStub> {
  const { folder, responses, delayMilliseconds, core } = settings;
  const responsesFile = join(folder, 'responses.json');
  writeFileSync(responsesFile, JSON.stringify(responses));
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  const script = join(import.meta.dirname, '..', 'programs', 'table-stub.ts');
  const { peer, ready } = await Peer.start<{ tlsPort: number; plainPort: number }>(
    script,
    { environment: {}, core },
    [folder, responsesFile, String(delayMilliseconds)],
  );
  const endpoint = `https://localhost:${ready.tlsPort}`;
  return {
    endpoint,
    plainEndpoint: `http://127.0.0.1:${ready.plainPort}`,
    environment: {
      ...functionEnvironment,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem'),
    },
    stop: () => peer.stop(),
  };
}

/** As Lambda and the stacks set it. The secret is AWS's published example. */
const functionEnvironment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  // As long as the tokens that Lambda provides.
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjE'.repeat(50),
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
  AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  POWERTOOLS_SERVICE_NAME: 'latchkey',
  POWERTOOLS_METRICS_NAMESPACE: 'Latchkey',
  [environmentNames.tableName]: tableName,
  [environmentNames.keyPrefix]: keyPrefix,
  [environmentNames.maxKeysPerAccount]: '100',
  [environmentNames.noticeLeadDays]: '30,7,1',
  [environmentNames.authorizerCacheSeconds]: '0',
  [environmentNames.senderEmail]: 'keys@example.com',
  [environmentNames.configurationSet]: 'latchkey',
  [environmentNames.mailsPerSecond]: '10',
  [environmentNames.expiringMailsAtOnce]: '2',
  [environmentNames.expiringMailHours]: '4',
  [environmentNames.expiredMailsAtOnce]: '3',
  [environmentNames.expiredMailHours]: '1',
  [environmentNames.holderMailsPerDay]: '30',
  [environmentNames.recipientMailsPerDay]: '20',
  [environmentNames.portalUrl]: 'https://keys.example.com',
};

/** The environment of the floor, with a pre-signed read of the key. */
export function presign(
  { endpoint, environment }: TableStub,
  { pk, sk }: { pk: string; sk: string },
): Record<string, string> {
  const body = JSON.stringify({
    TableName: tableName,
    Key: { pk: { S: pk }, sk: { S: sk } },
    ProjectionExpression: proofAttributes,
    ConsistentRead: true,
  });
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = functionEnvironment;
  const headers = new RequestSigner(AWS_REGION, 'dynamodb').sign(
    { host: new URL(endpoint).host, target: 'DynamoDB_20120810.GetItem', body },
    {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    },
    new Date(),
  );
  headers.push(
    'content-type',
    'application/x-amz-json-1.0',
    'content-length',
    String(Buffer.byteLength(body)),
  );
  const names = headers.filter((_, index) => index % 2 === 0);
  // An object, as most programs hand them to Node.js.
  const byName = Object.fromEntries(names.map((name, index) => [name, headers[2 * index + 1]]));
  return { ...environment, FLOOR_BODY: body, FLOOR_HEADERS: JSON.stringify(byName) };
}
