import type { SamlProvider } from '../../../lib/identity-provider-settings.ts';
import {
  parseMetadata,
  readMetadataFile,
  type SamlMetadata,
  SamlMetadataError,
} from '../../../lib/saml-metadata.ts';
import type { Finding, Question } from '../finding.ts';
import { readPublicDocument, UnreadableError } from '../public-document.ts';

const topic = 'Identity provider';
const soonMs = 30 * 86_400_000;

/** Whether the metadata of the operator's provider is there, is some, and lasts. */
export function askSamlProvider(provider: SamlProvider, web: typeof fetch, now: Date): Question {
  const source = provider.metadataUrl ?? provider.metadataFile ?? '';
  return {
    topic,
    permission: 'the network the way to it',
    async ask() {
      const read = async () =>
        provider.metadataUrl ? readPublicDocument(source, web) : readMetadataFile(source);
      try {
        return judge(parseMetadata(await read()), provider, now);
      } catch (error) {
        if (!(error instanceof UnreadableError || error instanceof SamlMetadataError)) throw error;
        return {
          level: 'stop',
          topic,
          what: `${source} ${error.message}.`,
          why: 'Cognito reads it when it makes the provider, so the deployment would fail.',
          action: 'Take the address or the file of the metadata from the provider once more.',
        };
      }
    },
  };
}

function judge(
  { entityId, hasSignOut, certificateEnds: ends }: SamlMetadata,
  { name, signOut, metadataUrl }: SamlProvider,
  now: Date,
): Finding[] {
  const day = ends.toISOString().slice(0, 10);
  const isOver = ends <= now;
  const findings: Finding[] = [];
  if (ends.getTime() < now.getTime() + soonMs) {
    findings.push({
      level: isOver ? 'stop' : 'warning',
      topic,
      what: `Its certificate ${isOver ? 'ended' : 'ends'} on ${day}.`,
      why: 'Cognito refuses assertions that are signed with one that has ended.',
      action: metadataUrl
        ? 'Change the certificate at the provider; Cognito reads the metadata again by itself.'
        : 'Change the certificate at the provider, and deploy with its new metadata.',
    });
  }
  if (signOut && !hasSignOut) {
    findings.push({
      level: 'warning',
      topic,
      what: 'Its metadata names no place for sign-outs (SingleLogoutService).',
      why: 'A sign-out from the portal would leave the session at the provider.',
      action: 'Turn single logout on at the provider, or set identityProvider.signOut to false.',
    });
  }
  return findings.length > 0
    ? findings
    : [{ level: 'ok', topic, what: `${name} is ${entityId}, with a certificate until ${day}.` }];
}
