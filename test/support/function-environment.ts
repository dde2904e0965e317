import { environmentNames } from '../../lambdas/adapters/environment.ts';
import type { TestTable } from './test-table.ts';

/** Sets the variables by which a deployed function finds its table, for a function that is imported into a test. */
export function setFunctionEnvironment(table: TestTable, changes: Record<string, string> = {}): void {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    [environmentNames.tableName]: table.tableName,
    [environmentNames.keyPrefix]: 'lk',
    [environmentNames.maxKeysPerAccount]: '100',
    [environmentNames.noticeLeadDays]: '30,7,1',
    [environmentNames.authorizerCacheSeconds]: '0',
    ...changes,
  });
}
