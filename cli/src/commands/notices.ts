import { type Command, Option } from 'commander';
import type { DueNotices } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { readDuration, readNumber } from '../input/values.ts';
import { ending, moment } from '../output/dates.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

type DueNotice = DueNotices['items'][number];

export function addNotices(program: Command, terminal: Terminal): void {
  const notices = program.command('notices').description('what mails are due');

  const due = notices
    .command('due')
    .description(
      'which accounts get mails about what, soonest first, overdue ones included; a suspended account is listed too, and gets no mail until it is resumed',
    )
    .addOption(
      new Option('--within <time>', 'from now on, such as 24h or 30d')
        .argParser(readDuration)
        .default(604_800, '7d'),
    )
    .addOption(new Option('--limit <number>', 'so many lines').argParser(readNumber(1, 500_000)).default(100))
    .action(async ({ within, limit }: { within: number; limit: number }, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const before = `${new Date(Date.now() + within * 1000).toISOString().slice(0, 19)}Z`;
      const found: DueNotice[] = [];
      let count = 0;
      for await (const notice of client.list<DueNotice>({ path: '/v1/notices/due', query: { before } })) {
        if (++count > limit) break;
        // A program gets each line as it comes: there may be many.
        if (printer.json) printer.object(notice);
        else found.push(notice);
      }
      if (printer.json) return;
      printer.list(
        found,
        [
          { title: 'due (UTC)', of: ({ dueAt }) => moment(dueAt, 'UTC') },
          { title: 'account', of: ({ accountId }) => accountId },
          { title: 'email', of: ({ email }) => email, flexible: true },
          { title: 'about', of: ({ matter }) => matter },
          { title: 'access key', of: ({ accessKey }) => accessKey },
          { title: 'name', of: ({ name }) => name, flexible: true },
          { title: 'expires (UTC)', of: ({ accessKey, expiresAt }) => accessKey && ending(expiresAt, 'UTC') },
          { title: 'owed since', of: ({ owedSince }) => moment(owedSince, 'UTC') },
        ],
        'No mail is due by then.',
      );
      if (count > limit) printer.note(`There are more: --limit ${limit * 10}`);
    });
  due.addHelpText('after', `\n${matters}`);
  examples(due, [
    ['Who gets a mail this week?', 'latchkey notices due'],
    [
      'Which keys expire within a month, and whose are they?',
      'latchkey notices due --within 30d --limit 10000',
    ],
    ['How many mails are overdue?', 'latchkey notices due --within 0 --limit 500000 --json | wc -l'],
  ]);
}

const matters = `About what:
  expiring, expired  the date of a key
  secrets            its secret keys: a leak, or a rotation that nobody completes
  recipients         the addresses of the account, such as one to confirm`;
