import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stagesFolder } from './stages-folder.ts';

/** The operator's logo, as the portal, the mails and the sign-in page show it. */
export interface BrandLogo {
  readonly content: Buffer;
  readonly type: 'png' | 'svg';
  /** Pixels of CSS that it is shown at: within 120 × 26, in its own proportions. */
  readonly width: number;
  readonly height: number;
}

/** Where the portal serves it. */
export const logoPath = ({ type }: BrandLogo) => `/brand-logo.${type}`;

const shownWidth = 120;
const shownHeight = 26;
const largestBytes = 100_000;

/** Why a file can't be the logo, as the end of a sentence: "must be …". */
export class LogoError extends Error {
  override readonly name = 'LogoError';
}

/**
 * Reads and checks the logo.
 * @param path from the folder of the stages' files, or absolute
 * @throws LogoError
 */
export function readBrandLogo(path: string, folder = stagesFolder): BrandLogo {
  const content = readContent(resolve(folder, path));
  if (content.length > largestBytes) {
    const kilobytes = Math.ceil(content.length / 1000).toLocaleString('en');
    throw new LogoError(
      `must be a file of at most 100 KB, not ${kilobytes} KB: it is shown ${shownHeight} pixels high, so export it smaller or as an SVG`,
    );
  }
  if (content.subarray(0, pngStart.length).equals(pngStart))
    return { content, type: 'png', ...shownSize(content.readUInt32BE(16), content.readUInt32BE(20)) };
  const root = /^\uFEFF?(?:\s|<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>[]*>)*(<svg\s[^>]*>)/is.exec(
    content.toString(),
  )?.[1];
  if (!root?.includes('http://www.w3.org/2000/svg')) throw new LogoError('must be a PNG or SVG image');
  if (isActive(content.toString())) {
    throw new LogoError(
      'must be an SVG that only draws: export it without scripts, event attributes, embedded pages and links to other files',
    );
  }
  return { content, type: 'svg', ...shownSize(...sizeOf(root)) };
}

const pngStart = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

function readContent(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new LogoError('must be a file that can be read: its path starts from the folder stages/');
  }
}

/** Browsers run no script of an image, but the file has an address of its own on the portal. */
function isActive(svg: string): boolean {
  return [
    /<(\w+:)?(script|foreignObject|iframe|embed|object|handler|listener)\b/i,
    /\son\w+\s*=/i,
    /javascript:/i,
    /<!ENTITY/i,
    /\bhref\s*=\s*["']?\s*(?!#|data:image\/(png|jpeg|webp);)[^\s"'>]/i,
    /@import|\burl\(\s*["']?(?!#)[^\s)]/i,
  ].some((form) => form.test(svg));
}

function sizeOf(root: string): [width: number, height: number] {
  const length = (name: string) =>
    Number(new RegExp(`\\s${name}\\s*=\\s*["']([\\d.]+)(?:px)?["']`).exec(root)?.[1]);
  const box =
    /\sviewBox\s*=\s*["']([^"']*)["']/
      .exec(root)?.[1]
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  const size = [length('width'), length('height')];
  const [width = 0, height = 0] = size.every((side) => side > 0) ? size : box.slice(2);
  if (!(width > 0 && height > 0))
    throw new LogoError('must be an SVG that has a viewBox, or width and height');
  return [width, height];
}

function shownSize(width: number, height: number): { width: number; height: number } {
  if (width === 0 || height === 0) throw new LogoError('must be a PNG or SVG image');
  const scale = Math.min(shownWidth / width, shownHeight / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
