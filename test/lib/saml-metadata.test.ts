import { readFileSync } from 'node:fs';
import { parseMetadata } from '../../lib/saml-metadata.ts';
import { metadataFile } from '../support/own-sign-in.ts';

const metadata = readFileSync(metadataFile, 'utf8');

it("reads a provider's metadata, whatever its elements are prefixed with", () => {
  const expected = {
    entityId: 'https://sso.acme.dev/saml',
    hasSignOut: true,
    certificateEnds: expect.any(Date),
  };
  expect(parseMetadata(metadata)).toEqual(expected);
  const bare = metadata.replaceAll('md:', '').replace('xmlns:md', 'xmlns').replace('xmlns:', 'xmlns=');
  expect(parseMetadata(bare.replace('xmlns=ds', 'xmlns:ds'))).toEqual(expected);
  expect(parseMetadata(metadata).certificateEnds.getFullYear()).toBeGreaterThan(2100);
  expect(parseMetadata(metadata.replace(/<md:SingleLogoutService.*\/>/, '')).hasSignOut).toBe(false);
});

it.each<[string, (text: string) => string, RegExp]>([
  ['no XML', () => '{"issuer": "x"}', /must be SAML metadata/],
  ['a page', () => '<html><body/></html>', /must be SAML metadata/],
  ['a part of it', (text) => text.slice(0, 700), /must be SAML metadata/],
  ['the metadata of a service', (text) => text.replaceAll('IDPSSO', 'SPSSO'), /no IDPSSODescriptor/],
  ['nowhere to sign in', (text) => text.replace(/<md:SingleSignOn.*\/>/, ''), /no SingleSignOnService/],
  ['no certificate', (text) => text.replace(/<ds:X509Certificate>.*Certificate>/, ''), /X509Certificate/],
  ['a broken certificate', (text) => text.replace('MII', 'AAA'), /certificate that can be read/],
  ['too much', (text) => text.replace('<md:Key', `<!--${'x'.repeat(100_000)}--><md:Key`), /at most 100 KB/],
])('refuses %s', (_, change, message) => {
  expect(() => parseMetadata(change(metadata))).toThrow(message);
});
