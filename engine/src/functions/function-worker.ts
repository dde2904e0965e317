import { parentPort, workerData } from 'node:worker_threads';
import { patchDate } from '../clock/patch-date.ts';
import { compileCache } from '../compile-cache.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerStart } from './messages.ts';

// The thread that runs one function. An instance in AWS takes one event at a time. This thread takes events
// as they come, because a thread for each of 32 simultaneous calls would be slower and no more faithful.

const port = parentPort;
if (port === null) throw new Error('function-worker.ts runs in a worker thread');
// FunctionHost, the only sender, makes exactly this.
const { definition, clock }: WorkerStart = workerData;
const logStream = process.env.AWS_LAMBDA_LOG_STREAM_NAME;

compileCache.forget();
patchDate(clock);
const handler = await loadHandler(definition.code, definition.handler).catch((error: unknown) => {
  const { errorType, errorMessage } = describe(error);
  process.stderr.write(`${JSON.stringify({ level: 'FATAL', errorType, errorMessage })}\n`);
  throw error;
});
// An unhandled rejection ends an instance in AWS.
process.on('unhandledRejection', (reason) => {
  throw reason;
});
port.on('message', (message: InvokeMessage) => void invoke(handler, message));
send({ kind: 'ready' });

async function invoke(call: Handler, { id, event, requestId }: InvokeMessage): Promise<void> {
  try {
    const result = await call(JSON.parse(event), context(requestId));
    send({ kind: 'result', id, result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    const description = describe(error);
    process.stderr.write(`${JSON.stringify({ level: 'ERROR', requestId, ...description })}\n`);
    send({ kind: 'error', id, error: description });
  }
}

function context(awsRequestId: string) {
  const endsAt = performance.now() + definition.timeoutMs;
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: definition.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: definition.arn,
    memoryLimitInMB: String(definition.memoryMb),
    logGroupName: `/aws/lambda/${definition.name}`,
    logStreamName: logStream,
    // Not by Date: the remaining time is real, whatever the moved clock says.
    getRemainingTimeInMillis: () => Math.max(0, Math.round(endsAt - performance.now())),
  };
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function send(message: WorkerMessage): void {
  port?.postMessage(message);
}
