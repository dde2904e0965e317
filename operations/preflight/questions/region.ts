import { findObstacle } from '../../../lib/regions.ts';
import type { Finding } from '../finding.ts';

const topic = 'Region';

/** @param region undefined: none is set */
export function judgeRegion(region: string | undefined): Finding {
  if (!region) {
    return {
      level: 'stop',
      topic,
      what: 'No region is set.',
      why: 'The CDK would deploy to us-east-1 without asking, and a table does not move to another region later.',
      action: 'Set AWS_REGION, or a region in the profile.',
    };
  }
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) {
    return {
      level: 'stop',
      topic,
      what: `${JSON.stringify(region)} is not the name of a region.`,
      why: 'Nothing can be deployed to it.',
      action: 'Set AWS_REGION to a name such as eu-central-1.',
    };
  }
  const obstacle = findObstacle(region);
  if (obstacle) {
    return {
      level: 'stop',
      topic,
      what: `Latchkey can't be deployed to ${region}.`,
      why: obstacle,
      action: 'Choose one of the regions in docs/deploy.md.',
    };
  }
  return { level: 'ok', topic, what: `${region}.` };
}
