import type { Catalogue } from '../translator.ts';

/** The trail: who changed what. Actions and fields go by the names that the API gives them. */
export const en = {
  activity: 'Activity',
  theActivity: 'the activity',
  hint: 'Who changed what in the last 400 days, newest first. The API has all of it.',
  none: 'No changes so far.',
  more: 'Show more',

  create_account: 'Created the account with <name/>',
  edit_account: 'Changed the settings',
  change_email: 'Changed the email address of the sign-in',
  retry_delivery: 'Resumed emails to all addresses',
  confirm_recipient: 'A recipient was confirmed',
  remove_recipient: 'A recipient left',
  create_key: 'Created <name/>',
  edit_key: 'Edited <name/>',
  restore_key: 'Restored <name/>',
  expire_key: 'Expired <name/>',
  delete_key: 'Deleted <name/>',
  rotate_key: 'Gave <name/> a new secret',
  begin_overlap: 'The new secret of <name/> was first used',
  finish_rotation: 'Ended the old secret of <name/>',
  cancel_rotation: 'Cancelled the rotation of <name/>',

  you: 'You',
  holder: 'Another sign-in',
  key: ({ key }: { key: string }) => `Key ${key}`,
  operator: 'The operator',
  system: 'Automatic',
  recipient: 'By the link of an email',
  byFrom: ({ who, from }: { who: string; from: string }) => `${who}, from ${from}`,

  refused: 'Refused: nothing was changed.',
  unknown: 'Interrupted: it may have been done or not.',

  changed: ({ field, before, after }: { field: string; before: string; after: string }) =>
    `${field}: ${before} → ${after}`,
  name: 'Name',
  description: 'Description',
  expiresAt: 'Expires',
  timeZone: 'Time zone',
  noticeLeadDays: 'Days of warning',
  noticeEmails: 'Recipients',
  leadTimeMails: 'Emails before expiry',
  email: 'Email address',
  confirmed: 'Recipient',
  selfRotation: 'May rotate itself',
  empty: 'none',
  on: 'on',
  off: 'off',
} satisfies Catalogue;
