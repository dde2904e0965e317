import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, crc32, deflateRawSync, gunzipSync } from 'node:zlib';
import { Assembly } from '../src/assembly/assembly.ts';
import { readArchive } from '../src/cloudfront/archive.ts';
import { Edge } from '../src/cloudfront/cloudfront.ts';
import { readDistribution } from '../src/cloudfront/distribution.ts';
import { type Header, HttpRequest } from '../src/http/message.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();

/** A zip archive of one compressed and one stored file, and an empty folder. */
function zip(files: readonly (readonly [name: string, body: string, compress: boolean])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, body, compress] of files) {
    const raw = Buffer.from(body);
    const data = compress ? deflateRawSync(raw) : raw;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(compress ? 8 : 0, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}

test('reads archives', () => {
  const files = readArchive(
    zip([
      ['a.txt', 'a'.repeat(1000), true],
      ['dir/', '', false],
      ['dir/ü.txt', 'b', false],
    ]),
  );
  expect(files.map(([name, body]) => [name, body.toString()])).toEqual([
    ['a.txt', 'a'.repeat(1000)],
    ['dir/ü.txt', 'b'],
  ]);
  expect(() => readArchive(Buffer.from('no archive at all, but long enough'))).toThrow('not a zip archive');
});

describe('a site from an archive, with errors of its own and security headers of AWS', () => {
  let edge: Edge;
  beforeAll(() => {
    writeFileSync(
      join(folder, 'site.zip'),
      zip([
        ['index.html', '<p>page</p>', true],
        ['data.bin', 'x', false],
        ['long.js', '//'.repeat(1000), true],
      ]),
    );
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'site' } };
    const deployment = {
      Type: 'Custom::CDKBucketDeployment',
      Properties: {
        DestinationBucketName: { Ref: 'Bucket' },
        DestinationBucketKeyPrefix: 'app',
        SourceObjectKeys: ['hash.zip'],
        SystemMetadata: { 'cache-control': 'max-age=60' },
      },
    };
    const distribution = {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          DefaultRootObject: 'app/index.html',
          Origins: [
            { Id: 'site', DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] } },
            { Id: 'other', DomainName: 'example.com' },
          ],
          CacheBehaviors: [{ PathPattern: '/other/*', TargetOriginId: 'other' }],
          DefaultCacheBehavior: {
            TargetOriginId: 'site',
            Compress: true,
            ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03',
          },
          CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 200, ResponsePagePath: '/app/index.html' }],
        },
      },
    };
    write('Site.template.json', {
      Resources: { Bucket: bucket, Deployment: deployment, Distribution: distribution },
    });
    write('Site.assets.json', {
      files: {
        hash: {
          source: { path: 'site.zip', packaging: 'file' },
          destinations: { here: { objectKey: 'hash.zip' } },
        },
      },
    });
    write('manifest.json', {
      artifacts: {
        Assets: { type: 'cdk:asset-manifest', properties: { file: 'Site.assets.json' } },
        Site: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Site.template.json' } },
      },
    });
    const assembly = new Assembly(folder);
    const read = readDistribution(assembly);
    if (read === undefined) throw new Error('no distribution');
    edge = new Edge(read, new Map(), assembly);
  });

  function write(name: string, value: object): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(value));
  }

  function get(target: string, headers: readonly Header[] = []) {
    const body = Buffer.alloc(0);
    return edge.handle(
      new HttpRequest({
        id: 'x',
        method: 'GET',
        target,
        headers,
        body,
        sourceIp: '127.0.0.1',
        protocol: 'HTTP/1.1',
      }),
    );
  }

  it.each([
    ['gzip, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ])('compresses what is long enough for a browser that accepts %s', async (accepted, encoding, open) => {
    const { headers, body } = await get('/app/long.js', [['Accept-Encoding', accepted]]);
    const header = (wanted: string) => headers.find(([name]) => name === wanted)?.[1];
    expect(header('Content-Encoding')).toBe(encoding);
    expect(header('Vary')).toBe('Accept-Encoding');
    expect(open(body).toString()).toBe('//'.repeat(1000));
    const etag = header('ETag') ?? '';
    expect(etag).toMatch(/^W\//);
    expect((await get('/app/long.js', [['If-None-Match', etag]])).status).toBe(304);
  });

  it('compresses nothing short, and nothing for a browser that accepts none of its encodings', async () => {
    const responses = [
      await get('/app/data.bin', [['Accept-Encoding', 'br']]),
      await get('/app/long.js'),
      await get('/app/long.js', [['Accept-Encoding', 'br;q=0, identity']]),
    ];
    for (const { headers } of responses)
      expect(headers.map(([name]) => name)).not.toContain('Content-Encoding');
  });

  test('serves its files below the prefix', async () => {
    const { status, headers, body } = await get('/app/data.bin');
    expect([status, body.toString()]).toEqual([200, 'x']);
    expect(new Map(headers).get('Content-Type')).toBe('binary/octet-stream');
    expect(new Map(headers).get('Cache-Control')).toBe('max-age=60');
    expect(new Map(headers).get('X-Content-Type-Options')).toBe('nosniff');
  });

  test.each(['/', '/app/index.html', '/missing', '/app/%zz'])('serves the page for %s', async (path) => {
    const { status, headers, body } = await get(path);
    expect([status, body.toString()]).toEqual([200, '<p>page</p>']);
    expect(new Map(headers).get('Content-Type')).toBe('text/html');
  });

  test('reports an origin that it does not run', async () => {
    expect((await get('/other/x')).status).toBe(502);
  });
});
