import { existsSync, readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionCode } from './function-definition.ts';

export type Handler = (event: unknown, context: unknown) => unknown;

/**
 * Loads what a function's `Handler` names.
 * @param handler such as `index.handler` or `dist/index.handler`
 * @throws when there is no such file or export
 */
export async function loadHandler(code: FunctionCode, handler: string): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const exported =
    'inline' in code ? compileCommonJs(code.inline, '/var/task/index.js') : await loadFile(code.folder, file);
  const found = member(exported, name) ?? member(member(exported, 'default'), name);
  if (typeof found !== 'function') throw new Error(`${handler} is undefined or not exported`);
  return (event, context) => Reflect.apply(found, undefined, [event, context]);
}

async function loadFile(folder: string, file: string): Promise<unknown> {
  const path = ['.js', '.mjs', '.cjs']
    .map((extension) => join(folder, file + extension))
    .find((name) => existsSync(name));
  if (path === undefined) throw new Error(`Cannot find module '${file}'`);
  const isModule =
    path.endsWith('.mjs') || (path.endsWith('.js') && packageType(folder, dirname(path)) === 'module');
  return isModule ? import(pathToFileURL(path).href) : compileCommonJs(readFileSync(path, 'utf8'), path);
}

// In AWS there is nothing above the bundle. Here there is this repository's package.json, which would turn
// every `.js` into an ES module, so only those inside the bundle count.
function packageType(folder: string, start: string): unknown {
  for (let at = start; at.startsWith(folder); at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).type;
  }
  return undefined;
}

function compileCommonJs(source: string, path: string): unknown {
  const module = new Module(path);
  const compile: unknown = Reflect.get(module, '_compile');
  if (typeof compile !== 'function') throw new Error('this version of Node has no Module._compile');
  Object.assign(module, { filename: path, paths: createRequire(path).resolve.paths('x') ?? [] });
  Reflect.apply(compile, module, [source, path]);
  return module.exports;
}

function member(value: unknown, name: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? Reflect.get(value, name) : undefined;
}
