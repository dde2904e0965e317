import type { Catalogue } from '../translator.ts';

/** Giving a key a new secret: the dialogs, and where the rotation stands. */
export const en = {
  // Where it stands, in lists
  rotating: 'Rotating',
  rotatingLeft: ({ left }: { left: string }) => `Rotating, ${left} left`,
  pendingShort: 'New secret not used yet. Both work.',
  overlapShort: ({ until, left }: { until: string; left: string }) =>
    `Old secret works ${until}, ${left} left.`,

  // The secrets of a key
  secrets: 'Secrets',
  secretsOf: ({ name }: { name: string }) => `Secrets of ${name}`,
  theSecret: 'Secret',
  newSecret: 'New secret',
  currentSecret: 'Current secret',
  oldSecret: 'Old secret',
  onlySecret: 'The only one. It works as long as the key does.',
  createdAt: ({ instant }: { instant: string }) => `Created ${instant}.`,
  currentGoesOn: ({ time }: { time: string }) => `Works until ${time} after the first call with the new one.`,
  currentEndsAtOnce: 'Works until the first call with the new one.',
  endsByItself: ({ until }: { until: string }) => `Works ${until}, then ends by itself.`,
  timeLeft: ({ left }: { left: string }) => `${left} left`,
  notUsedYet: 'Not used yet',
  onlyTested: 'Only tested',
  inUse: 'In use',
  firstUsed: ({ when }: { when: string }) => `First call seen ${when}.`,
  lastCall: ({ when }: { when: string }) => `Last call ${when}.`,
  noCallKnown: 'No call with it is known.',
  stillUsed: ({ when }: { when: string }) => `Still used: last call ${when}.`,
  idleSince: ({ when }: { when: string }) => `Not called since the new one came into use (${when}).`,
  idleBriefly: 'A program that calls less often may still have it.',
  notKnown: 'It isn’t known whether it is still used.',
  bothWork: 'Both work. Put the new one where the program runs.',
  bothWorkUntil: 'Both work until then.',
  howRotation: 'Leaked, or simply old? A new secret takes over without an interruption.',
  restoreFirst: 'The key has expired and refuses every secret. To rotate it, restore it first.',

  leakedSecret: 'It has leaked, and calls with it are refused.',
  bringBackHelp: 'A new secret and a new date bring the key back.',

  // Actions
  rotate: 'Rotate secret',
  bringBack: 'Rotate to bring back',
  rotateAgain: 'Rotate again',
  cancelRotation: 'Cancel rotation',
  endOld: 'End old secret now',
  endCurrent: 'End current secret now',

  // Rotate
  rotateTitle: ({ name }: { name: string }) => `Rotate the secret of “${name}”`,
  whatHappens: 'What happens',
  stepCreated: '<b>You get a new secret.</b> The current one goes on: both work.',
  stepDeploy:
    '<b>Put the new one where the program runs.</b> Take your time: nothing ends before its first call. A test with <code>whoami</code> doesn’t count.',
  stepOverlap: ({ time }: { time: string }) =>
    `<b>From that call on, the old secret works for ${time} more.</b> Then it ends by itself.`,
  stepAtOnce: '<b>With that call, the old secret ends.</b>',
  oldEnds: 'The old secret ends',
  atOnce: 'At once',
  afterTime: ({ time }: { time: string }) => `After ${time}`,
  atOnceWarning:
    '<b>Whatever still has the old secret is refused minutes after that call.</b> Choose this if a single program uses the key, or if the old secret has leaked.',
  create: 'Create new secret',
  creating: 'Creating…',
  rotateAnyway: 'Rotate anyway',
  maybeRotated:
    'The new secret may have been created anyway. Try again without changing anything: you get that secret.',
  underWay: '<b>A rotation is in progress already.</b>',
  newWouldEnd: ({ when }: { when: string }) => `Its new secret, created ${when}, would stop working at once.`,
  oldWouldEnd: ({ until }: { until: string }) =>
    `The old secret, which works ${until}, would stop working at once.`,
  lastCallOf: ({ when }: { when: string }) => `Its last call: ${when}.`,
  finishFirst: 'To keep it, finish or cancel that rotation first.',
  hasExpired: ({ name }: { name: string }) =>
    `<b>“${name}” has expired.</b> It refuses every secret. Restore it first, then rotate it.`,
  restore: 'Restore…',
  hasLeaked:
    '<b>The secret of this key was found where others could read it.</b> All calls with the key are refused. A new date does not bring it back.',
  stepNewOnly: '<b>You get a new secret.</b> Only that one works: the one that leaked has ended.',
  stepDate: '<b>The key works again at once,</b> until the date that you choose.',
  stepRemove:
    '<b>Put the new one where the program runs.</b> And take the old one away from where it was found.',

  // The new secret
  saveNewSecret: ({ name }: { name: string }) => `Save the new secret of “${name}”`,
  newSecretLost:
    '<b>You haven’t saved the new secret yet.</b> Without it, you can only cancel or rotate again.',
  next: 'Next',
  nextDeploy: 'Put it where the program runs. Until then, both secrets work.',
  nextSeen: 'We see its first call, usually within three minutes.',
  nextEnds: ({ time }: { time: string }) => `The old secret works for ${time} more, then it ends.`,
  nextEndsAtOnce: 'The old secret ends with that call.',

  // Finish
  endOldTitle: ({ name }: { name: string }) => `End the old secret of “${name}” now?`,
  endCurrentTitle: ({ name }: { name: string }) => `End the current secret of “${name}” now?`,
  newNeverUsed: '<b>The new secret has never been used.</b>',
  newOnlyTested: '<b>The new secret has only been tested.</b>',
  oldStillUsed: '<b>The old secret is still used.</b>',
  oldNotKnown: '<b>It isn’t known whether the old secret is still used.</b>',
  oldIdle: '<b>Nothing appears to use the old secret.</b>',
  currentLastCall: ({ when }: { when: string }) => `Last call with the current one: ${when}.`,
  endOldHelp:
    'Calls with the old secret are refused right away, with <code>secret_rotated</code>. It can’t be brought back.',
  endCurrentHelp:
    'Calls with the current secret are refused right away, with <code>secret_rotated</code>. It can’t be brought back.',
  endsAnyway: ({ until, left }: { until: string; left: string }) =>
    `If you do nothing, it works ${until} (${left} left).`,
  endsAfterUse: 'If you do nothing, both go on until the new one is used.',
  endAnyway: 'End it anyway. Whatever still uses it is refused.',
  endCurrentAnyway: 'End it anyway. Whatever doesn’t have the new secret yet is refused.',
  keepBoth: 'Keep both',
  close: 'Close',
  ending: 'Ending…',
  oldHasEnded: ({ name }: { name: string }) =>
    `The old secret of “${name}” has ended. The new one is the only one.`,

  // Cancel
  cancelTitle: ({ name }: { name: string }) => `Cancel the rotation of “${name}”?`,
  newUnused: '<b>The new secret has not been used.</b> Your programs go on with the current one.',
  newInUse: '<b>The new secret is in use.</b>',
  cancelHelp:
    'The new secret is refused right away, with <code>secret_rotated</code>, and can’t be brought back. Only the other one works then.',
  cancelAnyway: 'Cancel anyway. Whatever uses the new secret is refused.',
  cancelled: ({ name }: { name: string }) => `Cancelled the rotation of “${name}”.`,
  alreadyOver: ({ name }: { name: string }) => `“${name}” has no rotation in progress any more.`,
} satisfies Catalogue;
