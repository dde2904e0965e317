import { gzipSync } from 'node:zlib';
import type { keyAccessLog } from '../../lambdas/contract/access-log.ts';

/** Calls in a delivery of the access log. */
export interface BatchShape {
  lines: number;
  /** How many days, up to that of the delivery, the calls are spread over. One if it is left out. */
  days?: number;
}

const dayMs = 86_400_000;
let batches = 0;

/**
 * A batch of the gateway's access log as CloudWatch Logs delivers it, as JSON: no two are the same.
 * @param accessKeys called in turn
 */
export function logBatch(accessKeys: readonly string[], { lines, days = 1 }: BatchShape, at: Date): string {
  batches++;
  const logEvents = Array.from({ length: lines }, (_, line) => {
    const day = Math.floor(line / accessKeys.length) % days;
    const time = at.getTime() - day * dayMs;
    const accessKey = accessKeys[line % accessKeys.length] ?? '';
    const message = JSON.stringify({
      ...typical,
      time: String(time),
      accountId: accessKey.slice(0, 12),
      accessKey,
    });
    return { id: `${batches}-${line}`, timestamp: time, message };
  });
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: 'gateway',
    logStream: 'stream',
    subscriptionFilters: ['filter'],
    logEvents,
  };
  return JSON.stringify({ awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } });
}

const typical: Record<keyof typeof keyAccessLog, string> = {
  requestId: '76be4dfb-4ef7-43aa-9274-f3bcd445f929',
  extendedRequestId: 'VcQhGEXAIAMFZyQ=',
  time: '',
  ip: '203.0.113.117',
  method: 'GET',
  path: '/live/orders/1042',
  status: '200',
  responseType: '-',
  accountId: '',
  accessKey: '',
  secretNo: '1',
  code: '-',
  latencyMs: '42',
  responseBytes: '1180',
};
