import { inflateRawSync } from 'node:zlib';

const endSignature = 0x06054b50;
const endBytes = 22;
const entrySignature = 0x02014b50;
const entryBytes = 46;

/**
 * The files of a zip archive like those of assets: not encrypted or split, less than 4 GB.
 * @throws if it isn't one
 */
export function readArchive(zip: Buffer): [string, Buffer][] {
  const end = findEnd(zip);
  const files: [string, Buffer][] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error('the archive is damaged');
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + entryBytes, at + entryBytes + nameBytes);
    if (!name.endsWith('/')) files.push([name, readEntry(zip, at)]);
    at += entryBytes + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

// Searched from the end of the file, because a comment of any length may follow the directory.
function findEnd(zip: Buffer): number {
  for (let at = zip.length - endBytes; at >= 0; at -= 1) if (zip.readUInt32LE(at) === endSignature) return at;
  throw new Error('not a zip archive');
}

function readEntry(zip: Buffer, at: number): Buffer {
  const method = zip.readUInt16LE(at + 10);
  const header = zip.readUInt32LE(at + 42);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const data = zip.subarray(start, start + zip.readUInt32LE(at + 20));
  if (method === 0) return Buffer.from(data);
  if (method === 8) return inflateRawSync(data);
  throw new Error(`the archive uses the unsupported compression method ${method}`);
}
