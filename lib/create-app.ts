import { App } from 'aws-cdk-lib';
import { defaultStage } from './settings.ts';
import { readStageFile } from './stage-file.ts';

/**
 * An app whose context has the settings of the stage's file, below those of the command line.
 * @param folder of the stage files
 * @throws SettingsError if the file can't be read
 */
export function createApp(folder?: string): App {
  // Only to find out which stage the CDK's command line names.
  const stage = new App({ autoSynth: false }).node.tryGetContext('stage') ?? defaultStage;
  return new App({ context: readStageFile(String(stage), folder) });
}
