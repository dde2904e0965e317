import type { EngineUrls } from './engine.ts';
import type { Settings } from './settings.ts';

export const help = `npm start: runs the whole app on this machine, from the templates that would be deployed.
Nothing but Node is needed: no Docker, no AWS account.

Options (after --):
  --help              this text
  --assembly <dir>    run what cdk synth wrote there, instead of synthesizing this repository's app

Environment:
  PORT                the first of three ports: portal and management API, gateway, mail inbox (default 4000)
  LATCHKEY_DATA       the data folder (default .latchkey/); memory keeps nothing
  LATCHKEY_UPSTREAM   the API behind the gateway, such as http://localhost:8080 (the setting upstreamUrl)
  LATCHKEY_LOG        where functions' output goes: a file, or - for standard error (default functions.log in the data folder)

Only here, on the portal's port:
  GET  /_local/health           200 once everything serves
  POST /_local/token            {"email": "you@example.com"} gives {"idToken"}: signs in, or up
  GET  /_local/clock            {"now"}: the time that functions and gateway see
  POST /_local/clock            {"advanceSeconds": 86400} or {"reset": true}: moves it
  POST /_local/schedules/run    runs every schedule now, and answers what came of it
  POST /_local/bounce           {"email": "you@example.com"}: the last mail to that address comes back;
                                "type" may be Permanent (the default), Transient or Complaint
  POST /_local/refuse-mail      {"code": "Throttling"}: mail is refused with that code of SES, until {"code": null}

The first start synthesizes the app, which takes a while; later ones do so only when it has changed.
Ctrl-C stops everything. To start afresh, stop it and delete the data folder.`;

/** What is printed once everything serves. */
export function welcome({ portal, gateway, mail }: EngineUrls, settings: Settings): string {
  const data =
    settings.data === 'memory' ? 'in memory, gone when this ends' : (settings.data ?? '.latchkey/');
  return `
  portal           ${portal}/
  management API   ${portal}/api/v1/
  gateway          ${gateway === undefined ? 'none in this app' : `${gateway}/`}
  mail inbox       ${mail}/
  data             ${data}

First calls, to paste into another terminal:
  TOKEN=$(curl -s ${portal}/_local/token -d '{"email":"you@example.com"}' | sed 's/.*"idToken":"\\([^"]*\\)".*/\\1/')
  curl -s -X PUT ${portal}/api/v1/account -H "Authorization: Bearer $TOKEN"
The answer holds the token of the default key. With it:
  curl -s ${gateway ?? portal}/v1/whoami -H "Authorization: Bearer <token>"

Ctrl-C stops everything.`;
}
