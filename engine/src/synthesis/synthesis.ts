import { join } from 'node:path';
import { buildOnce } from './build-cache.ts';
import { runSynth } from './cdk.ts';
import { hashInputs } from './inputs.ts';
import { type LocalSignIn, signInSettings } from './sign-in-settings.ts';

/** Enough to switch between a few settings without synthesizing again. */
const keptAssemblies = 4;

/**
 * A stage of its own, so that no setting of a deployed one, such as its upstream, is in play; and a sender that is
 * nobody's.
 */
export const localSettings = ['stage=local', 'senderEmail=latchkey@local-engine.internal'];

export interface SynthesisOptions {
  /** The repository's root. */
  readonly root: string;
  readonly upstreamUrl: string | undefined;
  /** Absent: by passwords alone. */
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
    ...localSettings,
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
