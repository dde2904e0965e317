import { availableParallelism } from 'node:os';
import { join } from 'node:path';

// Jest loads all modules anew for each file, and Node's small default has the garbage collector run all the time.
process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, '--max-semi-space-size=64'].filter(Boolean).join(' ');

// As the engine does: jest's workers, and threads that tests start, load Node's TypeScript compiler otherwise.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '.cache', 'compiled');

// ES-module packages that the tests import: jest runs CommonJS, so SWC turns these (and no others) into it.
const esmPackages = [
  '@middy',
  '@seriousme',
  'p-queue',
  'p-timeout',
  'eventemitter3',
  'leven',
  'culori',
  'fast-string-truncated-width',
];

// React's production build, by which mails are written in AWS: the other one takes several times as long.
process.env.NODE_ENV = 'production';

// A third of each synthesis is the CDK checking the templates by the rules of CloudFormation: one test asks for it.
process.env.CDK_VALIDATION ??= 'false';

/** What the tests of a project need beyond Node decides where a file belongs: to the first project that names it. */
const projects = [
  // Chromium, in front of the portal on the local engine.
  {
    displayName: 'browser',
    files: ['portal/test/browser/**'],
    globalSetup: '<rootDir>/portal/test/browser/support/global-setup.mjs',
  },
  // The local engine's own: fixtures of the CDK's, and servers.
  {
    displayName: 'engine',
    files: ['engine/test/**'],
    globalSetup: '<rootDir>/engine/test/support/global-setup.mjs',
    globalTeardown: undefined,
  },
  // The product on the local engine, from outside.
  { displayName: 'e2e', files: ['test/e2e/**', 'test/operations/{smoke,smoke-command}'] },
  // What is synthesized, bundled and built.
  {
    displayName: 'templates',
    files: [
      'test/lib/**',
      'test/docs/{architecture,example,runbook,security}',
      'test/supply-chain/**',
      'test/operations/costs',
      'portal/test/build/**',
    ],
  },
  // Faults, storms, races, random lives and random requests, on the embedded table or the local engine.
  { displayName: 'chaos', files: ['test/{faults,abuse}/**', 'test/notifier/{year,backlog}'] },
  // Stores, functions and the notifier on the embedded table, and what speaks HTTP with a server of the test's.
  {
    displayName: 'adapters',
    files: [
      'test/handlers/**',
      'test/notifier/*',
      'test/adapters/table/{account-directory,account-store,due-list,key-store,rotation-store,suspension-store,trail-store,usage-store}',
      'test/adapters/table/{idempotent-creation,rotation-request}',
      'test/adapters/access-log/batch-counter',
      'test/adapters/gateway/{key-reader,signed-read/item-reader}',
      'test/adapters/mail/mailer',
    ],
  },
  // Everything else: no server, no synthesis, at most half a minute.
  {
    displayName: 'unit',
    files: ['**'],
    globalSetup: undefined,
    globalTeardown: undefined,
    setupFilesAfterEnv: ['<rootDir>/test/support/forbid-servers.ts'],
  },
];

const base = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/test',
    '<rootDir>/engine/test',
    '<rootDir>/portal/test',
    '<rootDir>/bench/test',
    '<rootDir>/cli/test',
  ],
  transform: {
    '\\.m?[jt]sx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2024',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Middy 7 offers itself only to `import`, and a test's import is a `require` by the time that it is resolved.
  moduleNameMapper: { '^@middy/([a-z-]+)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  globalSetup: '<rootDir>/test/support/shared/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/shared/global-teardown.mjs',
};

// Jest replaces `<rootDir>` in no pattern that begins with an exclamation mark.
const root = import.meta.dirname.replaceAll(/[!()*?[\]{}]/g, '\\$&');
const patterns = (files) => files.map((file) => `${root}/${file}${file.endsWith('**') ? '/*' : ''}.test.ts`);

export default {
  // Long enough for a busy machine: a test that hangs is to be ended, a slow one is not.
  testTimeout: 300_000,
  // Half a second by default: a worker on a busy machine needs longer to end, and jest would say that a test leaks.
  workerGracefulExitTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/summary-reporter.mjs'],
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  // More than there are processors: many files wait most of their time, for time-outs, engines and browsers.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  projects: projects.map(({ files, ...project }, index) => ({
    ...base,
    ...project,
    testMatch: [
      ...patterns(files),
      ...projects
        .slice(0, index)
        .flatMap((earlier) => patterns(earlier.files))
        .map((pattern) => `!${pattern}`),
    ],
  })),
};
