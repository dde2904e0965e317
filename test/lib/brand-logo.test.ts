import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogoError, readBrandLogo } from '../../lib/brand-logo.ts';
import { mailBrand } from '../../lib/mail-brand.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-logo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return readBrandLogo(name, folder);
};

/** The start of a PNG, which names its size. */
const png = (width: number, height: number, bytes = 64) => {
  const content = Buffer.alloc(bytes);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(content);
  content.writeUInt32BE(width, 16);
  content.writeUInt32BE(height, 20);
  return content;
};
const svg = (inside: string, attributes = 'viewBox="0 0 600 20"') =>
  `<?xml version="1.0"?><!-- made by a program --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "">
  <svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`;

it.each([
  ['a square', png(512, 512), { type: 'png', width: 26, height: 26 }],
  ['a wordmark', png(240, 60), { type: 'png', width: 104, height: 26 }],
  ['600 × 20', png(600, 20), { type: 'png', width: 120, height: 4 }],
  ['an SVG by its viewBox', svg('<path d="M0 0h9v9z"/>'), { type: 'svg', width: 120, height: 4 }],
  [
    'an SVG by its size',
    svg('<use href="#a"/>', "width='40px' height='20' viewBox='0 0 1 1'"),
    { type: 'svg', width: 52, height: 26 },
  ],
])('shows %s within 120 × 26, in its proportions', (_, content, expected) => {
  expect(read('logo', content)).toMatchObject(expected);
});

it.each([
  ['5 MB', png(512, 512, 5_000_000), /at most 100 KB, not 5,000 KB.*export it smaller/],
  ['no image', 'GIF89a', /PNG or SVG/],
  ['a page', '<html><svg xmlns="http://www.w3.org/2000/svg"></svg></html>', /PNG or SVG/],
  ['without its namespace', '<svg viewBox="0 0 1 1"></svg>', /PNG or SVG/],
  ['of no size', svg('', ''), /viewBox/],
  ['a PNG of no size', png(0, 9), /PNG or SVG/],
  ['with a script', svg('<script>alert(1)</script>'), /only draws/],
  ['with an event', svg('<g onload="alert(1)"/>'), /only draws/],
  ['with a page inside', svg('<foreignObject><p/></foreignObject>'), /only draws/],
  ['with a link', svg('<a href="javascript:alert(1)"><g/></a>'), /only draws/],
  ['with a foreign image', svg('<image href="https://example.com/a.png"/>'), /only draws/],
  ['with a foreign font', svg('<style>@import url(https://example.com/a.css);</style>'), /only draws/],
])('refuses a logo that is %s, saying what to do', (_, content, message) => {
  expect(() => read('logo', content)).toThrow(LogoError);
  expect(() => read('logo', content)).toThrow(message);
});

it('names a file that is not there', () => {
  expect(() => readBrandLogo('missing.svg', folder)).toThrow(/can be read.*stages/);
});

it('goes into mails as a PNG only, as mail programs show no SVG', () => {
  const brandOf = (content: string | Buffer) => {
    read('logo', content);
    return mailBrand({ brandName: 'Acme', brandLogo: join(folder, 'logo') }, 'https://keys.acme.dev');
  };
  expect(brandOf(svg(''))).toEqual({ BRAND_NAME: 'Acme' });
  expect(brandOf(png(240, 60))).toEqual({
    BRAND_NAME: 'Acme',
    BRAND_LOGO_URL: 'https://keys.acme.dev/brand-logo.png',
    BRAND_LOGO_SIZE: '104x26',
  });
});
