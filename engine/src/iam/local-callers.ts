import type { Assembly } from '../assembly/assembly.ts';
import { parsePolicy, type Statement } from './policy.ts';

/** Somebody who may sign calls of APIs with IAM authorization. There is no IAM here: these are all there are. */
export interface LocalCaller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly policy: readonly Statement[];
}

/** Signs whatever there is to call, as an administrator would. */
export const administrator: LocalCaller = {
  accessKeyId: 'local',
  secretAccessKey: 'local',
  policy: [
    {
      effect: 'Allow',
      actions: ['*'],
      notActions: undefined,
      resources: ['*'],
      notResources: undefined,
      conditions: [],
    },
  ],
};

/**
 * The administrator, and for each managed policy of the templates a caller who has only that one. Their access keys are
 * the policies' logical IDs without the hash that the CDK puts at the end. All have the same secret key.
 */
export function readLocalCallers(assembly: Assembly): LocalCaller[] {
  const callers = assembly.resources('AWS::IAM::ManagedPolicy').map((resource) => {
    const policy = parsePolicy(resource.value('PolicyDocument'));
    if (policy === undefined) throw new Error(`${resource.path}: the policy document is malformed`);
    const accessKeyId = resource.logicalId.replace(/[0-9A-F]{8}$/, '');
    return { ...administrator, accessKeyId, policy };
  });
  return [administrator, ...callers];
}
