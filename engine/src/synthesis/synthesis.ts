import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce } from './build-cache.ts';
import { runSynth } from './cdk.ts';
import { hashInputs } from './inputs.ts';
import { type LocalSignIn, signInSettings } from './sign-in-settings.ts';

/** Enough to switch between a few settings without synthesizing again. */
const keptAssemblies = 4;

/** A stage of its own, so that no setting of a deployed one, such as its upstream, is in play. */
const stage = 'stage=local';

/** The stage, and a sender that is nobody's: for a stage that names none. */
export const localSettings = [stage, 'senderEmail=latchkey@local-engine.internal'];

export interface SynthesisOptions {
  /** The repository's root. */
  readonly root: string;
  readonly upstreamUrl: string | undefined;
  /** Absent: by passwords only. */
  readonly signIn?: LocalSignIn;
  /** Called when something takes time. */
  readonly progress: (line: string) => void;
  /** Writes the assembly; replaced in tests. */
  readonly run?: typeof runSynth;
}

/**
 * Runs `cdk synth`, unless its output for the same inputs is still there.
 * @returns the assembly's folder
 * @throws with the CDK's own output when it fails
 */
export function synthesize({
  root,
  upstreamUrl,
  signIn,
  progress,
  run = runSynth,
}: SynthesisOptions): Promise<string> {
  const context = [
    ...(namesSender(root) ? [stage] : localSettings),
    ...(upstreamUrl === undefined ? [] : [`upstreamUrl=${upstreamUrl}`]),
    ...signInSettings(signIn),
  ];
  return buildOnce({
    folder: join(root, '.cache', 'assembly'),
    name: hashInputs(root, context),
    kept: keptAssemblies,
    build: (output) => {
      progress('synthesizing the app (only when it has changed)…');
      return run(root, output, context);
    },
  });
}

/** Whether the stage's own file has the sender. What is wrong with the file, the app says. */
function namesSender(root: string): boolean {
  const file = join(root, 'stages', 'local.json');
  if (!existsSync(file)) return false;
  try {
    return Object.hasOwn(JSON.parse(readFileSync(file, 'utf8')), 'senderEmail');
  } catch {
    return false;
  }
}
