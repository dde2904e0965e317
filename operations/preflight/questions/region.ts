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
  if (/^cn-/.test(region)) {
    return {
      level: 'stop',
      topic,
      what: `${region} is in the partition aws-cn.`,
      why: 'Amazon Cognito user pools do not exist there, and account holders sign in by one.',
      action: 'Choose a region of the partition aws.',
    };
  }
  if (/^(us-iso|eu-isoe|us-gov)/.test(region)) {
    return {
      level: 'warning',
      topic,
      what: `${region} is in a partition of its own.`,
      why: 'Latchkey was never tried there, and CloudFront is not part of all of these partitions.',
      action: 'Deploy a stage for trial first, and run the smoke check on it.',
    };
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    return {
      level: 'stop',
      topic,
      what: `${JSON.stringify(region)} is not the name of a region.`,
      why: 'Nothing can be deployed to it.',
      action: 'Set AWS_REGION to a name such as eu-central-1.',
    };
  }
  return { level: 'ok', topic, what: `${region}.` };
}
