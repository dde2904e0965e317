/**
 * `stop`: the deployment would fail, or what it makes would not work. `warning`: it works, but not as one may
 * think.
 */
type Level = 'ok' | 'warning' | 'stop';

/** What AWS says about one thing that a deployment relies on. */
export interface Finding {
  level: Level;
  /** The thing, in a few words. */
  topic: string;
  /** What is the case. */
  what: string;
  /** Why it matters, and what to do; absent when all is well. */
  why?: string;
  action?: string;
}

/** Asks AWS one question and judges the response. */
export interface Question {
  topic: string;
  /** What the caller has to be allowed, in IAM's words. */
  permission: string;
  ask(): Promise<Finding | Finding[]>;
}

/** @returns findings, never an error: what AWS does not tell is a finding of its own */
export async function answerQuestion({ topic, permission, ask }: Question): Promise<Finding[]> {
  try {
    return [await ask()].flat();
  } catch (error) {
    return [explainRefusal(topic, permission, error)];
  }
}

function explainRefusal(topic: string, permission: string, error: unknown): Finding {
  const name = error instanceof Error ? error.name : 'unknown error';
  if (deniedNames.includes(name)) {
    return {
      level: 'warning',
      topic,
      what: `AWS refused the question (${name}).`,
      why: 'So nobody has looked at it.',
      action: `Allow ${permission} to whoever runs this, or look at it in the console.`,
    };
  }
  return {
    level: 'warning',
    topic,
    what: `AWS did not answer the question (${name}).`,
    why: 'So nobody has looked at it. The region may lack the service, or the network the way to it.',
    action: 'Run it again. If it stays, look at it in the console.',
  };
}

const deniedNames = [
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  'UnauthorizedException',
  'ForbiddenException',
];
