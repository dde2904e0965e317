import { region } from './assembly/pseudo-parameters.ts';
import type { EngineUrls } from './engine.ts';
import { administrator } from './iam/local-callers.ts';
import type { Settings } from './settings.ts';

export const help = `npm start: runs the whole app on this machine, from the templates that would be deployed.
It needs Node only: no Docker, no AWS account.

Options (after --):
  --help              this text
  --assembly <dir>    run the output of cdk synth in that folder, instead of synthesizing this app
  --load-on-call      load each function at its first call: a quicker start, and no warning of one that can't load

Environment:
  PORT                the first of four ports: portal and management API, gateway, mail inbox, operator API (default 4000)
  LATCHKEY_DATA       the data folder (default .latchkey/); memory keeps nothing
  LATCHKEY_UPSTREAM   the API behind the gateway, such as http://localhost:8080 (the setting upstreamUrl)
  LATCHKEY_IDENTITY_PROVIDER  oidc or saml: an identity provider of your own beside passwords, which the engine plays
                      (the setting identityProvider)
  LATCHKEY_PASSWORD_SIGN_IN   false: that provider is the only way in (the setting passwordSignIn)
  LATCHKEY_LOG        where functions' output goes: a file, or - for standard error (default functions.log in the data folder)

Local routes, on the portal's port:
  GET  /_local/health           200 once everything is up
  GET  /_local/components/      the portal's components, each in all of its states
  POST /_local/token            {"email": "you@example.com"} returns {"idToken"}: signs in or up; with
                                {"provider": "LocalSSO", "verified": false} as an identity provider would
  GET  /_local/client-certificate
                                what an upstream that demands a client certificate has to trust (PEM)
  GET  /_local/clock            {"now"}: the time for functions and gateway
  POST /_local/clock            {"advanceSeconds": 86400} or {"reset": true}: moves it
  POST /_local/schedules/run    runs every schedule now, and returns the results
  POST /_local/logs/deliver     delivers the lines of access logs now, instead of within a second;
                                {"fate": "lost"} loses them, "again" brings the latest batch along once more
  POST /_local/logs/hold        {"held": true}: lines wait until they are delivered, or until {"held": false}
  POST /_local/bounce           {"email": "you@example.com"}: the last mail to that address bounces;
                                "type" is Permanent (the default), Transient or Complaint
  POST /_local/refuse-mail      {"code": "Throttling"}: SES refuses mail with that code, until {"code": null};
                                {"code": null, "taken": true}: SES takes mail, but its responses are lost
  POST /_local/reset            starts over: no data, no mail, the real time; only with LATCHKEY_DATA=memory

The first start synthesizes the app, which takes a while; later ones only when it has changed.
Ctrl-C stops everything. To start from scratch, stop it and delete the data folder.`;

/** What is printed once everything is up. */
export function welcome(urls: EngineUrls, settings: Settings): string {
  const { portal, gateway, mail, operator, clientCertificate } = urls;
  const data =
    settings.data === 'memory' ? 'in memory, gone when the engine stops' : (settings.data ?? '.latchkey/');
  return `
  portal           ${portal}/
  management API   ${portal}/api/v1/
  gateway          ${gateway === undefined ? 'none in this app' : `${gateway}/`}
  mail inbox       ${mail}/
  operator API     ${operator === undefined ? 'none in this app' : `${operator}/v1/`}
  data             ${data}
${clientCertificate === undefined ? '' : `  certificate      ${clientCertificate} for your upstream to trust\n`}
First calls, for another terminal:
  TOKEN=$(curl -s ${portal}/_local/token -d '{"email":"you@example.com"}' | sed 's/.*"idToken":"\\([^"]*\\)".*/\\1/')
  curl -s -X PUT ${portal}/api/v1/account -H "Authorization: Bearer $TOKEN"
The response has the token of the default key. Use it:
  curl -s ${gateway ?? portal}/v1/whoami -H "Authorization: Bearer <token>"
${operator === undefined ? '' : signedCall(operator)}
Ctrl-C stops everything.`;
}

function signedCall(operator: string): string {
  const signature = `--aws-sigv4 aws:amz:${region}:execute-api -u ${administrator.accessKeyId}:${administrator.secretAccessKey}`;
  return `The operator API takes AWS signatures. Here, access key ${administrator.accessKeyId} with secret key ${administrator.secretAccessKey} may call everything:
  curl -s '${operator}/v1/accounts?email=you%40example.com' ${signature}
`;
}
