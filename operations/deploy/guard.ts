import type { SSMClient } from '@aws-sdk/client-ssm';
import { settingsParameterName } from '../../lib/settings-record.ts';
import { answerQuestion, type Question } from '../preflight/finding.ts';
import { formatFinding } from '../preflight/report.ts';
import type { DeploymentSettings } from '../shared/deployment-settings.ts';
import { adviseOnDropped, findDroppedSettings } from '../shared/dropped-settings.ts';

/**
 * Looks whether a deployment would drop a setting of the deployed stage.
 * @returns why not to deploy, or null
 */
export async function objectTo(ssm: SSMClient, deployment: DeploymentSettings): Promise<string | null> {
  const { stage } = deployment.settings;
  try {
    const dropped = await findDroppedSettings(ssm, deployment);
    if (dropped === null || dropped.length === 0) return null;
    const lines = dropped.map(
      ({ name, deployed, fallback }) => `  ${name}: ${deployed} would become ${fallback}`,
    );
    return `Not deployed: ${stage} has settings that this deployment does not give.\n${lines.join('\n')}\n${adviseOnDropped(dropped, stage)}`;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return (
      `Not deployed: AWS did not tell what ${stage} is deployed with (${name}).\n` +
      `Check the credentials, and allow them ssm:GetParameter on ${settingsParameterName(stage)}. ` +
      'npx cdk deploy --all deploys without this check.'
    );
  }
}

/**
 * Asks what a deployment relies on outside of AWS's own word.
 * @returns why not to deploy, or null
 */
export async function objectToAnswers(questions: readonly Question[]): Promise<string | null> {
  const findings = (await Promise.all(questions.map(answerQuestion))).flat();
  const stops = findings.filter(({ level }) => level === 'stop');
  if (stops.length === 0) return null;
  return `Not deployed:\n${stops.map(formatFinding).join('\n')}\nnpx cdk deploy --all deploys without this check.`;
}
