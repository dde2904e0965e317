import type { SSMClient } from '@aws-sdk/client-ssm';
import { settingsParameterName } from '../../../lib/settings-record.ts';
import type { DeploymentSettings } from '../../shared/deployment-settings.ts';
import { adviseOnDropped, findDroppedSettings } from '../../shared/dropped-settings.ts';
import type { Question } from '../finding.ts';

/** Whether the deployment keeps the settings of the one before. */
export function askSettings(ssm: SSMClient, deployment: DeploymentSettings): Question {
  const topic = 'Settings';
  const { stage } = deployment.settings;
  return {
    topic,
    permission: `ssm:GetParameter on ${settingsParameterName(stage)}`,
    async ask() {
      const dropped = await findDroppedSettings(ssm, deployment);
      if (dropped === null) return { level: 'ok', topic, what: `${stage} is not deployed here yet.` };
      if (dropped.length === 0)
        return { level: 'ok', topic, what: `None is dropped that ${stage} is deployed with.` };
      return {
        level: 'stop',
        topic,
        what: `It would drop ${dropped.map(({ name, deployed, fallback }) => `${name} (${deployed}, then ${fallback})`).join(', ')}.`,
        why: 'Settings that nobody gives fall back to their defaults.',
        action: adviseOnDropped(dropped, stage),
      };
    },
  };
}
