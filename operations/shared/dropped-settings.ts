import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { isSetting } from '../../lib/settings.ts';
import { describeDefault, settingsParameterName } from '../../lib/settings-record.ts';
import type { DeploymentSettings } from './deployment-settings.ts';

/** A setting that the deployed stage has and that nobody has set for the next deployment. */
export interface DroppedSetting {
  name: string;
  /** The value of the deployed stage, as JSON; a long one is cut. */
  deployed: string;
  /** What it would fall back to, as JSON, or `none`. */
  fallback: string;
}

/**
 * Compares with what the stage was deployed with. A setting that is set to its default is not dropped: somebody
 * has said so.
 * @returns null if the stage is not deployed yet
 */
export async function findDroppedSettings(
  ssm: SSMClient,
  { settings, given }: DeploymentSettings,
): Promise<DroppedSetting[] | null> {
  const deployed = await readRecord(ssm, settingsParameterName(settings.stage));
  if (deployed === null) return null;
  return Object.entries(deployed)
    .filter(([name]) => isSetting(name) && !Object.hasOwn(given, name))
    .map(([name, value]) => ({ name, deployed: value, fallback: describeDefault(name) }));
}

/** What to do about dropped settings. */
export function adviseOnDropped(dropped: readonly DroppedSetting[], stage: string): string {
  const pairs = dropped.map(({ name, fallback }) => `-c ${name}=${asArgument(fallback)}`);
  return `Set them in stages/${stage}.json. If they shall go, say so: ${pairs.join(' ')}`;
}

/** On the command line, the values of a list stand without brackets. */
function asArgument(fallback: string): string {
  return fallback === 'none' ? '' : fallback.replaceAll(/[[\]"]/g, '');
}

async function readRecord(ssm: SSMClient, name: string): Promise<Record<string, string> | null> {
  try {
    const { Parameter: parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    return JSON.parse(parameter?.Value ?? '{}') as Record<string, string>;
  } catch (error) {
    if (error instanceof ParameterNotFound) return null;
    throw error;
  }
}
