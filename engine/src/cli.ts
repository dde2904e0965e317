import { join, resolve } from 'node:path';
import { DataFolder, DataFolderInUseError } from './data-folder.ts';
import { help, welcome } from './help.ts';
import { PortTakenError } from './http/ports.ts';
import { onOrphaned } from './orphan.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';

// Runs the whole app on this machine. See `--help`.

// As in Lambda. Threads that run functions take the process's time zone.
process.env.TZ = 'UTC';

const root = resolve(import.meta.dirname, '..', '..');
const startedAt = performance.now();

try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === 'help') console.log(help);
  else await run(settings);
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

async function run(settings: Settings): Promise<void> {
  // Not before the settings hold: a typing error need not wait for it.
  const { Engine } = await import('./engine.ts');
  const { synthesize } = await import('./synthesis/synthesis.ts');
  const data = DataFolder.open(settings.data ?? join(root, '.latchkey'));
  process.on('exit', () => data.close());
  // Also during the start: nothing that is half open needs more than the end of the process.
  const interrupt = () => process.exit(0);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // Started in another way, the engine may be meant to outlive its shell.
  if (process.env.npm_lifecycle_event === 'start') onOrphaned(() => process.kill(process.pid, 'SIGTERM'));

  const engine = await Engine.start({
    port: settings.port,
    data,
    log: settings.log,
    loadsOnCall: settings.loadsOnCall,
    assembly: async () =>
      settings.assembly ??
      synthesize({ root, upstreamUrl: settings.upstreamUrl, signIn: settings, progress: console.log }),
  });
  for (const warning of engine.warnings) console.warn(`warning: ${warning}`);
  console.log(`ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  console.log(welcome(engine.urls, settings));

  const stop = async () => {
    // A second signal ends the process at once.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
    await engine.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.off(signal, interrupt);
    process.once(signal, () => void stop());
  }
}

function explain(error: unknown): string {
  if (error instanceof PortTakenError) {
    return `${error.message}. Choose another: PORT=5000 npm start (it takes four ports: 5000 to 5003)`;
  }
  if (error instanceof DataFolderInUseError || error instanceof SettingsError) return error.message;
  return error instanceof Error ? `the engine can't start: ${error.message}` : String(error);
}
