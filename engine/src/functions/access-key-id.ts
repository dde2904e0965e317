import { createHash } from 'node:crypto';

/**
 * The access key ID that a function signs its calls with, by which the stand-ins know who calls. Letters and
 * digits only: DynamoDB Local refuses any other. The hash keeps names apart that differ only in other
 * characters.
 */
export function accessKeyIdOf(functionName: string): string {
  const hash = createHash('sha256').update(functionName).digest('hex').slice(0, 12);
  return `${functionName.replace(/[^0-9A-Za-z]/g, '')}${hash}`;
}
