import { defaultStage, readSettings, type Settings, SettingsError } from '../../lib/settings.ts';
import { readStageFile } from '../../lib/stage-file.ts';

export interface DeploymentSettings {
  settings: Settings;
  /** What somebody has set, by name; an empty text sets a setting to none. */
  given: Readonly<Record<string, unknown>>;
  /** Of the CDK bootstrap. */
  qualifier: string;
}

/**
 * Reads the settings of a deployment as the CDK app does: those of the stage's file, over them the context of
 * cdk.json, and over that the command line's.
 * @param pairs what the command line gives after -c
 * @param context of cdk.json
 * @param folder of the stage files
 * @throws SettingsError
 */
export function readDeploymentSettings(
  pairs: readonly string[],
  context: Readonly<Record<string, unknown>>,
  folder?: string,
): DeploymentSettings {
  const above = { ...context, ...Object.fromEntries(pairs.map(readPair)) };
  const given: Record<string, unknown> = {
    ...readStageFile(String(above.stage ?? defaultStage), folder),
    ...above,
  };
  return {
    settings: readSettings((name) => given[name], Object.keys(given)),
    given,
    qualifier: String(given['@aws-cdk/core:bootstrapQualifier'] ?? 'hnb659fds'),
  };
}

function readPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new SettingsError(`-c takes name=value, and not ${JSON.stringify(text)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
