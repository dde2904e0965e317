// ES-module packages that the tests import: jest runs CommonJS, so SWC turns these (and these alone) into it.
const esmPackages = ['@middy', '@seriousme', 'p-queue', 'p-timeout', 'eventemitter3'];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/engine/test', '<rootDir>/portal/test', '<rootDir>/bench/test'],
  reporters: ['default', '<rootDir>/test/support/summary-reporter.mjs'],
  // Long enough for a busy machine: a test that hangs is to be ended, a slow one is not.
  testTimeout: 120_000,
  // Jest leaves a processor to itself by default, which halves the speed on a machine with two.
  maxWorkers: '100%',
  testMatch: ['**/*.test.ts'],
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
  // Middy 7 offers itself to `import` alone, and a test's import is a `require` by the time that it is resolved.
  moduleNameMapper: { '^@middy/([a-z-]+)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
};
