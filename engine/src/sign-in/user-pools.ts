import type { Assembly } from '../assembly/assembly.ts';

/** A user pool with its clients. */
export interface UserPool {
  readonly id: string;
  readonly arn: string;
  readonly clients: readonly UserPoolClient[];
}

interface UserPoolClient {
  readonly id: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

export function readUserPools(assembly: Assembly): UserPool[] {
  const clients = assembly.resources('AWS::Cognito::UserPoolClient');
  return assembly.resources('AWS::Cognito::UserPool').map((pool) => ({
    id: pool.physicalName,
    arn: pool.attribute('Arn'),
    clients: clients
      .filter((client) => client.text('UserPoolId') === pool.physicalName)
      .map((client) => ({
        id: client.physicalName,
        callbackUrls: client.texts('CallbackURLs'),
        logoutUrls: client.texts('LogoutURLs'),
      })),
  }));
}
