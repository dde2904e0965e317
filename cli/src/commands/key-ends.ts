import type { Command } from 'commander';
import { keyPath, timeZoneOf } from '../api/key-calls.ts';
import type { Key } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { keyArgument } from './arguments.ts';
import { keyFacts } from './key-facts.ts';

export function addKeyEnds(keys: Command, terminal: Terminal): void {
  const expire = keys
    .command('expire')
    .description('end a key now; it can be restored')
    .addArgument(keyArgument())
    .action(async (accessKey: string, _: object, command: Command) => {
      const { client, printer, confirm } = await openSession(terminal, command);
      await confirm(`Expire the key ${accessKey}? Calls with it are refused at once.`);
      const { body } = await client.call<Key>({ method: 'POST', path: `${keyPath(accessKey)}/expire` });
      const zone = printer.json ? 'UTC' : await timeZoneOf(client, accessKey);
      printer.thing(body, keyFacts(body, zone));
      printer.done(
        `The key ${accessKey} is expired. To bring it back: latchkey keys restore ${accessKey} --expires <date>`,
      );
    });
  examples(expire, [['Stop a key at once', 'latchkey keys expire 4QzX7vB2mK9tR3nP8sD1wY5c']]);

  const remove = keys
    .command('delete')
    .description('delete a key; it cannot be brought back')
    .addArgument(keyArgument())
    .action(async (accessKey: string, _: object, command: Command) => {
      const { client, printer, confirm } = await openSession(terminal, command);
      await confirm(`Delete the key ${accessKey}? It cannot be brought back; an expired key can.`);
      await client.call({ method: 'DELETE', path: keyPath(accessKey) });
      if (printer.json) printer.object({ accessKey, deleted: true });
      printer.done(`The key ${accessKey} is deleted.`);
    });
  examples(remove, [
    ['After it has been expired for a while', 'latchkey keys delete 4QzX7vB2mK9tR3nP8sD1wY5c'],
    [
      'All expired keys of an account',
      'latchkey keys list 4QzX7vB2mK9t --status expired --json | jq -r .accessKey | xargs -n 1 latchkey keys delete --yes',
    ],
  ]);
}
