import { describeActor, describeChanges } from '../../src/activity/describe-line.ts';
import type { TrailLine } from '../../src/api/types.ts';

const sample: TrailLine = {
  at: '2027-05-05T10:00:00Z',
  action: 'edit_key',
  actor: { kind: 'holder', id: 'sub' },
  from: '203.0.113.77',
  accessKey: 'a'.repeat(24),
  name: 'Server',
  changes: {},
  outcome: 'done',
};
it.each<[Partial<TrailLine>, string]>([
  [{}, 'You, from 203.0.113.77'],
  // Of another sign-in, only the network is told.
  [{ from: '203.0.113.0/24' }, 'Another sign-in, from 203.0.113.0/24'],
  [{ actor: { kind: 'key', id: 'kpB5igZRqqFSGIcAvQzKW6Gx' }, from: null }, 'Key kpB5…W6Gx'],
  [{ actor: { kind: 'operator', id: null }, from: null }, 'The operator'],
  [{ actor: { kind: 'system', id: null }, from: null }, 'Automatic'],
  [
    { actor: { kind: 'recipient', id: null }, from: '2001:db8:1::/48' },
    'By the link of an email, from 2001:db8:1::/48',
  ],
])('says who made the change %j', (line, words) => {
  expect(describeActor({ ...sample, ...line })).toBe(words);
});

it('says what changed, in words and in the time zone of the account, and of a new or deleted key nothing', () => {
  const changes = {
    name: { before: 'a', after: 'b' },
    expiresAt: { before: null, after: '2027-06-01T00:00:00Z' },
    noticeEmails: { before: [], after: ['ops@example.com', 'dev@example.com'] },
    leadTimeMails: { before: true, after: false },
    secretNo: { before: 1, after: 2 },
  };
  expect(describeChanges({ ...sample, changes }, 'UTC')).toEqual([
    'Name: a → b',
    expect.stringMatching(/^Expires: none → .*31 May 2027/),
    'Recipients: none → ops@example.com, dev@example.com',
    'Emails before expiry: on → off',
  ]);
  expect(describeChanges({ ...sample, action: 'delete_key', changes }, 'UTC')).toEqual([]);
});
