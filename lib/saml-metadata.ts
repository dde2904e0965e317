import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { stagesFolder } from './stages-folder.ts';

/** What a provider's SAML metadata says of it, as far as a deployment relies on it. */
export interface SamlMetadata {
  entityId: string;
  /** Whether the provider ends its session on request. */
  hasSignOut: boolean;
  /** When the last of the certificates ends that assertions are signed with. */
  certificateEnds: Date;
}

/** Why a text can't be the metadata, as the end of a sentence: "must be …". */
export class SamlMetadataError extends Error {
  override readonly name = 'SamlMetadataError';
}

/** Cognito takes a little more. */
const largestBytes = 100_000;

/**
 * Reads and checks a file of metadata.
 * @param path from the folder of the stages' files, or absolute
 * @returns its text
 * @throws SamlMetadataError
 */
export function readMetadataFile(path: string, folder = stagesFolder): string {
  const text = readText(resolve(folder, path));
  parseMetadata(text);
  return text;
}

/** @throws SamlMetadataError if it is not the metadata of a provider that Cognito can use */
export function parseMetadata(text: string): SamlMetadata {
  if (Buffer.byteLength(text) > largestBytes) throw new SamlMetadataError('must be at most 100 KB');
  const descriptor = findDescriptor(text);
  const [provider] = children(descriptor, 'IDPSSODescriptor');
  if (!provider) {
    throw new SamlMetadataError(
      'must be the metadata of an identity provider: it has no IDPSSODescriptor, so it may be that of a service',
    );
  }
  if (children(provider, 'SingleSignOnService').length === 0)
    throw new SamlMetadataError('must name where people sign in: it has no SingleSignOnService');
  return {
    entityId: String(descriptor['@entityID'] ?? ''),
    hasSignOut: children(provider, 'SingleLogoutService').length > 0,
    certificateEnds: lastEnd(provider),
  };
}

type Node = Record<string, unknown>;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    throw new SamlMetadataError('must be a file that can be read: its path starts from the folder stages/');
  }
}

function findDescriptor(text: string): Node {
  const notMetadata = 'must be SAML metadata: an EntityDescriptor in XML';
  if (XMLValidator.validate(text) !== true) throw new SamlMetadataError(notMetadata);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    processEntities: false,
  });
  const [descriptor] = children(parser.parse(text) as Node, 'EntityDescriptor');
  if (!descriptor || !text.includes('urn:oasis:names:tc:SAML:2.0:metadata'))
    throw new SamlMetadataError(notMetadata);
  return descriptor;
}

function lastEnd(provider: Node): Date {
  const ends = children(provider, 'KeyDescriptor')
    .flatMap((key) => children(key, 'KeyInfo'))
    .flatMap((info) => children(info, 'X509Data'))
    .flatMap((data) => [data.X509Certificate].flat())
    .map((certificate) => endOf(String(certificate)));
  if (ends.length === 0)
    throw new SamlMetadataError(
      'must have the certificate that assertions are signed with (X509Certificate)',
    );
  return new Date(Math.max(...ends));
}

function endOf(base64: string): number {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).validToDate.getTime();
  } catch {
    throw new SamlMetadataError('must have a certificate that can be read (X509Certificate)');
  }
}

/** The elements of a name within another; the parser makes a list only of several. */
function children(node: Node, name: string): Node[] {
  return [node[name]].flat().filter((child): child is Node => typeof child === 'object' && child !== null);
}
