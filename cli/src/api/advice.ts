import type { ReceivedProblem } from './problem-error.ts';

/** What to do, in commands where the API speaks of its calls. Of other problems its own words do. */
export function adviceOn({ code, detail = '' }: ReceivedProblem): string {
  switch (code) {
    case 'invalid_request':
      return 'Correct this, then try again:';
    case 'account_not_found':
      return 'No account has this id. To find one: latchkey accounts find <address>';
    case 'key_not_found':
      return 'To list the keys of an account: latchkey keys list <account>. A deleted key cannot be brought back.';
    case 'expires_in_past':
      return 'Give a later date. To end a key now: latchkey keys expire <access-key>';
    case 'rotation_required':
      return 'A new date is not enough: latchkey keys rotate <access-key> --expires <date>';
    case 'rotation_in_progress':
      return detail.replace('send force: true to go on', 'give --force');
    default:
      return detail;
  }
}

/** The option that a field of a request comes from. */
export function optionOf(field: string): string {
  const options: Readonly<Record<string, string>> = {
    expiresAt: '--expires',
    overlapSeconds: '--overlap',
    timeZone: '--time-zone',
    email: '--email',
    name: '--name',
    description: '--description',
    reason: '--reason',
  };
  return options[field] ?? field;
}
