import type { EngineClient } from './engine-client.ts';
import { type ApiResponse, send } from './engine-http.ts';

/** A mail as the inbox has it. */
export interface ReceivedMail {
  messageId: string;
  from: string;
  replyTo: string[];
  destination: { to: string[]; cc: string[]; bcc: string[] };
  subject: string;
  body: { text: string; html: string };
  headers: Record<string, string>;
}

/** What a run of the notifier comes to. */
export interface NotifierRun {
  accounts: number;
  mails: number;
  notices: number;
  failures: number;
  undeliverable: number;
  unconfirmed: number;
  oldestOverdueSeconds: number;
  stopped: string | null;
}

/** A call of the engine's own routes, by POST. */
export function postLocal<Body>(
  engine: EngineClient,
  route: string,
  body: unknown = {},
): Promise<ApiResponse<Body>> {
  return send(engine.port, { method: 'POST', path: `/_local/${route}`, body: JSON.stringify(body) });
}

/** Runs the schedules, and waits. @returns what the notifier returned @throws when one fails */
export async function runNotifier(engine: EngineClient): Promise<NotifierRun> {
  const response = await postLocal<{ results: { result: NotifierRun | { calls: number } }[] }>(
    engine,
    'schedules/run',
  );
  if (response.status !== 200) throw new Error(response.text);
  const runs = response.body.results.map(({ result }) => result);
  const [run, ...others] = runs.filter((result) => 'mails' in result);
  if (!run || others.length > 0) throw new Error(response.text);
  return run;
}

/** Moves the clock, in steps at which the notifier runs. */
export async function passDays(engine: EngineClient, days: number, stepDays = 1): Promise<void> {
  for (let passed = 0; passed < days; passed += stepDays) {
    await engine.advance(Math.min(stepDays, days - passed) * 86_400);
    await runNotifier(engine);
  }
}

/** All mails that an address has got, oldest first. */
export async function mailsTo(engine: EngineClient, email: string): Promise<ReceivedMail[]> {
  const { body } = await send<{ emails: ReceivedMail[] }>(engine.mailPort, { path: '/store' });
  return body.emails.filter(({ destination }) => destination.to.includes(email));
}

export async function subjectsTo(engine: EngineClient, email: string): Promise<string[]> {
  return (await mailsTo(engine, email)).map(({ subject }) => subject);
}
