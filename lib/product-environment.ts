import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  type EnvironmentVariable,
  environmentNames,
  formatList,
  vouchedProviderName,
} from '../lambdas/adapters/environment.ts';
import type { Settings } from './settings.ts';

type Variables = Partial<Record<EnvironmentVariable, string>>;

/** The variables of a function that reads or writes the table. */
export function describeStores({ keyPrefix, noticeLeadDays }: Settings, table: ITableV2): Variables {
  return {
    [environmentNames.tableName]: table.tableName,
    [environmentNames.keyPrefix]: keyPrefix,
    [environmentNames.noticeLeadDays]: formatList(noticeLeadDays),
  };
}

/** Those of a function that tells or enforces the limit of keys. */
export function describeKeyLimit({ maxKeysPerAccount }: Settings): Variables {
  return { [environmentNames.maxKeysPerAccount]: String(maxKeysPerAccount) };
}

/** Those of the lifetime policy that differ from having none. */
export function describeLifetimes({
  maxKeyLifetimeDays,
  defaultKeyLifetimeDays,
  allowNeverExpires,
}: Settings): Variables {
  return {
    ...(maxKeyLifetimeDays !== undefined && {
      [environmentNames.maxKeyLifetimeDays]: String(maxKeyLifetimeDays),
    }),
    ...(defaultKeyLifetimeDays !== undefined && {
      [environmentNames.defaultKeyLifetimeDays]: String(defaultKeyLifetimeDays),
    }),
    ...(!allowNeverExpires && { [environmentNames.allowNeverExpires]: 'false' }),
  };
}

/** That of a function which takes ID tokens. */
export function describeSignIns({ identityProvider: provider }: Settings): Variables {
  return provider?.vouchesForEmail ? { [vouchedProviderName]: provider.name } : {};
}
