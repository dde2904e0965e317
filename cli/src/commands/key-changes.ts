import type { Command } from 'commander';
import { keyPath, timeZoneOf } from '../api/key-calls.ts';
import type { Key } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { type Expiry, expiryHelp, readExpiry } from '../input/values.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { accessOption, keyArgument } from './arguments.ts';
import { keyFacts } from './key-facts.ts';

export function addKeyChanges(keys: Command, terminal: Terminal): void {
  const change = async (accessKey: string, body: object, command: Command) => {
    const { client, printer } = await openSession(terminal, command);
    const { body: key } = await client.call<Key>({ method: 'PATCH', path: keyPath(accessKey), body });
    const zone = printer.json ? 'UTC' : await timeZoneOf(client, accessKey);
    printer.thing(key, keyFacts(key, zone));
    printer.done(`The key ${accessKey} is changed.`);
  };

  const edit = keys
    .command('edit')
    .description('change the name, the description, the date or the rights of a key; what is not given stays')
    .addArgument(keyArgument())
    .option('--name <text>', 'a label for people')
    .option('--description <text>', 'what the key is for; "" takes it away')
    .option('--expires <date>', expiryHelp, readExpiry)
    .option('--self-rotation', 'let a program that uses the key rotate it')
    .option('--no-self-rotation', 'let no program rotate it')
    .addOption(accessOption())
    .action(async (accessKey: string, options: EditOptions, command: Command) => {
      const { expires, ...fields } = options;
      const body = { ...fields, ...expires };
      if (Object.keys(body).length === 0) command.error('error: give what is to change, such as --expires');
      await change(accessKey, body, command);
    });
  examples(edit, [
    ['Give it a later date', 'latchkey keys edit 4QzX7vB2mK9tR3nP8sD1wY5c --expires 2027-12-31'],
    ['Rename it', 'latchkey keys edit 4QzX7vB2mK9tR3nP8sD1wY5c --name "Billing, production"'],
  ]);

  const restore = keys
    .command('restore')
    .description('let an expired key work again, with its secret key, until a new date')
    .addArgument(keyArgument())
    .requiredOption('--expires <date>', expiryHelp, readExpiry)
    .action((accessKey: string, { expires }: { expires: Expiry }, command: Command) =>
      change(accessKey, expires, command),
    );
  examples(restore, [
    ['A customer let it expire', 'latchkey keys restore 4QzX7vB2mK9tR3nP8sD1wY5c --expires 2027-03-31'],
  ]);
}

interface EditOptions {
  name?: string;
  description?: string;
  expires?: Expiry;
  selfRotation?: boolean;
  access?: string;
}
