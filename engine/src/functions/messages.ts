import type { FunctionDefinition } from './function-definition.ts';

/** The data that a function's thread starts with. */
export interface WorkerStart {
  readonly definition: FunctionDefinition;
  readonly clock: SharedArrayBuffer;
}

/** To the thread: call the handler. Events travel as JSON text, as they do in AWS. */
export interface InvokeMessage {
  readonly id: number;
  readonly event: string;
  readonly requestId: string;
}

/** From the thread. `ready` comes once, when the handler has been loaded. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: number; readonly result: string }
  | { readonly kind: 'error'; readonly id: number; readonly error: FunctionError };

/** A function's error, in AWS's form. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}
