// Runs jest with variables of the environment, on every system alike: run-with.mjs NAME=value… [path…]
import { run } from 'jest';

const settings = process.argv.slice(2).filter((argument) => /^[A-Z_]+=/.test(argument));
for (const setting of settings) {
  const [name, value] = setting.split('=', 2);
  process.env[name] = value;
}
await run(process.argv.slice(2).filter((argument) => !settings.includes(argument)));
