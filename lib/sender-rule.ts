import { Annotations, CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';

/** Stands for a sender in stacks that can be looked at, but not deployed. */
export function absentSender(senderDomain: unknown): string {
  return `nobody@${senderDomain || 'sender-is-not-set.internal'}`;
}

/**
 * Makes CloudFormation refuse the stacks, because nobody has said where mails come from. So `cdk synth` works
 * without any setting, and no tool can deploy what it writes.
 */
export function refuseDeployment(stacks: readonly [Stack, ...Stack[]], stage: string): void {
  for (const stack of stacks) addRule(stack);
  Annotations.of(stacks[0]).addWarningV2(
    'latchkey:sender',
    `senderEmail is not set, so CloudFormation will refuse to deploy this. Set it in stages/${stage}.json: docs/settings.md shows how.`,
  );
}

/** A rule may only look at parameters. This one can have a single value, and the rule asks for another. */
function addRule(stack: Stack): void {
  const parameter = new CfnParameter(stack, 'SenderSetting', {
    description: 'Not to be given here: senderEmail is a setting',
    default: 'absent',
    allowedValues: ['absent'],
  });
  new CfnRule(stack, 'SenderIsSet', {
    assertions: [
      {
        assert: Fn.conditionEquals(parameter.valueAsString, 'present'),
        assertDescription: 'Set senderEmail (docs/settings.md says how) and synthesize again',
      },
    ],
  });
}
