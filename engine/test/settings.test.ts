import { resolve } from 'node:path';
import { readSettings } from '../src/settings.ts';

test('has defaults for everything', () => {
  expect(readSettings([], {})).toEqual({
    port: 4000,
    data: undefined,
    upstreamUrl: undefined,
    identityProvider: undefined,
    passwordSignIn: true,
    log: undefined,
    assembly: undefined,
    loadsOnCall: false,
  });
});

test('takes the environment and the arguments', () => {
  const environment = {
    PORT: '5000',
    LATCHKEY_DATA: 'memory',
    LATCHKEY_UPSTREAM: 'http://localhost:1',
    LATCHKEY_IDENTITY_PROVIDER: 'saml',
    LATCHKEY_PASSWORD_SIGN_IN: 'false',
    LATCHKEY_LOG: '-',
  };
  expect(readSettings(['--assembly', 'cdk.out', '--load-on-call'], environment)).toEqual({
    port: 5000,
    data: 'memory',
    upstreamUrl: 'http://localhost:1',
    identityProvider: 'saml',
    passwordSignIn: false,
    log: '-',
    assembly: resolve('cdk.out'),
    loadsOnCall: true,
  });
});

test('treats an empty variable as unset', () => {
  expect(readSettings([], { PORT: '', LATCHKEY_UPSTREAM: ' ' })).toMatchObject({
    port: 4000,
    upstreamUrl: undefined,
  });
});

test.each([
  [{ PORT: 'x' }, 'PORT'],
  [{ PORT: '65533' }, 'PORT'],
  [{ PORT: '0' }, 'PORT'],
  [{ PORT: '80.5' }, 'PORT'],
  [{ LATCHKEY_IDENTITY_PROVIDER: 'https://sso.acme.dev' }, 'LATCHKEY_IDENTITY_PROVIDER must be oidc or saml'],
  [{ LATCHKEY_PASSWORD_SIGN_IN: 'false' }, 'LATCHKEY_PASSWORD_SIGN_IN'],
  [{ LATCHKEY_UPSTREAM: 'example.com' }, 'LATCHKEY_UPSTREAM'],
  [{ LATCHKEY_UPSTREAM: 'ftp://example.com' }, 'LATCHKEY_UPSTREAM'],
  [{ LATCHKEY_UPSTREAM: 'http://example.com/?a=b' }, 'LATCHKEY_UPSTREAM'],
  [{ LATCHKEY_UPSTREAM: 'http://me:secret@example.com' }, 'LATCHKEY_UPSTREAM'],
])('refuses %j, naming the variable', (environment, name) => {
  expect(() => readSettings([], environment)).toThrow(name);
});

test('asks for help, and points to it', () => {
  expect(readSettings(['--help'], {})).toBe('help');
  expect(() => readSettings(['--wrong'], {})).toThrow('--help');
});
