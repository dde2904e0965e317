import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type Json, scalarText } from '../assembly/json.ts';
import type { Resource } from '../assembly/template.ts';
import type { Header } from '../http/message.ts';
import { readArchive } from './archive.ts';

/** An object of a bucket. */
export interface SiteFile {
  readonly body: Buffer;
  readonly headers: readonly Header[];
}

/** The files that the deployments put into a bucket, by key. @throws if a source isn't in the assembly */
export function readSite(bucketName: string, assembly: Assembly): Map<string, SiteFile> {
  const files = new Map<string, SiteFile>();
  for (const deployment of assembly.resources('Custom::CDKBucketDeployment')) {
    if (deployment.text('DestinationBucketName') !== bucketName) continue;
    const prefix = deployment.optionalText('DestinationBucketKeyPrefix')?.replace(/\/?$/, '/') ?? '';
    for (const [key, body] of readSources(deployment, assembly)) {
      files.set(prefix + key, { body, headers: objectHeaders(key, body, deployment) });
    }
  }
  return files;
}

function readSources(deployment: Resource, assembly: Assembly): [string, Buffer][] {
  const markers = deployment.list('SourceMarkers');
  const configs = deployment.list('SourceMarkersConfig');
  return deployment.texts('SourceObjectKeys').flatMap((objectKey, index) => {
    const { path, isArchive } = assembly.asset(objectKey);
    const files = isArchive ? readArchive(readFileSync(path)) : readFolder(path);
    const config = configs[index];
    const escapesJson = isObject(config) && String(config.jsonEscape) === 'true';
    return files.map(([key, body]): [string, Buffer] => [
      key,
      replaceMarkers(body, markers[index], escapesJson, assembly),
    ]);
  });
}

function readFolder(folder: string): [string, Buffer][] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]);
}

// Values that are known only after deployment are markers in the files, which the deployment replaces. An
// address may consist of several of them, so it is made local afterwards.
function replaceMarkers(
  body: Buffer,
  markers: Json | undefined,
  escapesJson: boolean,
  assembly: Assembly,
): Buffer {
  const entries = isObject(markers) ? Object.entries(markers) : [];
  if (entries.length === 0) return body;
  const filled = entries.reduce((text, [marker, value]) => {
    const plain = scalarText(value) ?? JSON.stringify(value);
    return text.replaceAll(marker, () => (escapesJson ? JSON.stringify(plain).slice(1, -1) : plain));
  }, body.toString());
  return Buffer.from(assembly.localize(filled));
}

function objectHeaders(key: string, body: Buffer, deployment: Resource): Header[] {
  const metadata = deployment.textMap('SystemMetadata');
  const type = metadata['content-type'] ?? contentTypes[extname(key).toLowerCase()] ?? 'binary/octet-stream';
  const cacheControl = metadata['cache-control'];
  return [
    ['Content-Type', type],
    ['ETag', `"${createHash('md5').update(body).digest('hex')}"`],
    ...(cacheControl === undefined ? [] : [['Cache-Control', cacheControl] as const]),
  ];
}

// The types that the AWS CLI, which uploads the files, guesses from their names.
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.ico': 'image/vnd.microsoft.icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/octet-stream',
  '.mjs': 'text/javascript',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'text/xml',
};
