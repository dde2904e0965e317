import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError, stageForm } from './settings.ts';
import { stagesFolder } from './stages-folder.ts';

/**
 * Reads the settings that a stage keeps in `stages/<stage>.json`, unchecked.
 * @returns none if the stage has no file, or its name can't be one: readSettings says so
 * @throws SettingsError if the file is not an object in JSON, or names a stage
 */
export function readStageFile(stage: string, folder = stagesFolder): Record<string, unknown> {
  const path = join(folder, `${stage}.json`);
  if (!stageForm.test(stage) || !existsSync(path)) return {};
  const settings = parse(readFileSync(path, 'utf8'));
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new SettingsError(`stages/${stage}.json must be an object in JSON. docs/settings.md shows one.`);
  }
  if (Object.hasOwn(settings, 'stage')) {
    throw new SettingsError(
      `stages/${stage}.json must not set stage: its name does. Choose the file with -c stage=…`,
    );
  }
  return { ...settings };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
