import { type Command, Option } from 'commander';
import { keyPath, repeatable, timeZoneOf } from '../api/key-calls.ts';
import type { Key, NewRotation } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { type Expiry, expiryHelp, readExpiry, readOverlap } from '../input/values.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { keyArgument } from './arguments.ts';
import { keyFacts, secretFacts, warnOfSecret } from './key-facts.ts';

export function addKeyRotation(keys: Command, terminal: Terminal): void {
  const rotate = keys
    .command('rotate')
    .description(
      'give a key a new secret key, shown once; the old one works on until a while after the first use of the new one',
    )
    .addArgument(keyArgument())
    .addOption(
      new Option(
        '--overlap <time>',
        'how long the old one works on from then: 0 to 30d; a day by default',
      ).argParser(readOverlap),
    )
    .option('--force', 'during a rotation: end one of its secret keys now, to begin another')
    .option(
      '--expires <date>',
      `only for a leaked key, which works again until then: ${expiryHelp}`,
      readExpiry,
    )
    .action(async (accessKey: string, options: RotateOptions, command: Command) => {
      const { client, printer, confirm } = await openSession(terminal, command);
      if (options.force) {
        await confirm(`Rotate ${accessKey} even during a rotation? One of its secret keys ends at once.`);
      }
      const { body } = await client.call<NewRotation>({
        method: 'POST',
        path: `${keyPath(accessKey)}/rotations`,
        body: {
          ...(options.overlap !== undefined && { overlapSeconds: options.overlap }),
          ...(options.force && { force: true }),
          ...options.expires,
        },
        headers: repeatable(),
      });
      printer.thing(body, [
        ['access key', accessKey],
        [
          'rotation',
          body.rotation
            ? `${body.rotation.state}: the old secret key works too, for now`
            : 'none: the new secret key is the only one',
        ],
        ...secretFacts(body),
      ]);
      warnOfSecret(printer);
    });
  examples(rotate, [
    [
      'Put the new token in place within a week',
      'latchkey keys rotate 4QzX7vB2mK9tR3nP8sD1wY5c --overlap 7d',
    ],
    ['When it is in use: end the old secret key now', 'latchkey keys finish 4QzX7vB2mK9tR3nP8sD1wY5c'],
    [
      'Its secret key leaked, and it expired: bring it back with another one',
      'latchkey keys rotate 4QzX7vB2mK9tR3nP8sD1wY5c --expires 2027-03-31',
    ],
  ]);

  const finish = keys
    .command('finish')
    .description('finish the rotation of a key: its old secret key ends now')
    .addArgument(keyArgument())
    .action(async (accessKey: string, _: object, command: Command) => {
      const { client, printer, confirm } = await openSession(terminal, command);
      await confirm(
        `Finish the rotation of ${accessKey}? Calls with its old secret key are refused at once.`,
      );
      const { body } = await client.call<Key>({
        method: 'POST',
        path: `${keyPath(accessKey)}/rotations/current/finish`,
        once: true,
      });
      const zone = printer.json ? 'UTC' : await timeZoneOf(client, accessKey);
      printer.thing(body, keyFacts(body, zone));
      printer.done('The old secret key has ended.');
    });
  examples(finish, [['Do not wait for the overlap', 'latchkey keys finish 4QzX7vB2mK9tR3nP8sD1wY5c']]);

  const cancel = keys
    .command('cancel')
    .description('cancel the rotation of a key: its new secret key ends now, and the old one goes on')
    .addArgument(keyArgument())
    .option('--force', 'even if the new secret key is in use')
    .action(async (accessKey: string, { force }: { force?: boolean }, command: Command) => {
      const { client, printer, confirm } = await openSession(terminal, command);
      await confirm(
        `Cancel the rotation of ${accessKey}? Calls with its new secret key are refused at once.`,
      );
      await client.call({
        method: 'DELETE',
        path: `${keyPath(accessKey)}/rotations/current`,
        query: { force: force ? 'true' : undefined },
        once: true,
      });
      if (printer.json) printer.object({ accessKey, cancelled: true });
      printer.done('The new secret key has ended; the old one goes on.');
    });
  examples(cancel, [['The new token got lost', 'latchkey keys cancel 4QzX7vB2mK9tR3nP8sD1wY5c']]);
}

interface RotateOptions {
  overlap?: number;
  force?: boolean;
  expires?: Expiry;
}
