import fc from 'fast-check';
import {
  deriveSecretKey,
  hashBody,
  hashRequest,
  type IdempotentRequest,
  isRemembered,
  parseIdempotencyKey,
} from '../../lambdas/core/idempotency.ts';
import { isSecretKey } from '../../lambdas/core/secret.ts';

const request: IdempotentRequest = {
  idempotencyKey: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  actor: 'holder:one',
  method: 'POST',
  path: '/api/v1/keys',
};
const slot = { keyId: 'k'.repeat(12), secretNo: 1 };

describe('the header Idempotency-Key', () => {
  it.each([
    ['bare', 'a-key-of-16-char', 'a-key-of-16-char'],
    ['in quotes', '"a-key-of-16-char"', 'a-key-of-16-char'],
    ['with quotes and backslashes in it', String.raw`"\"\\ of 16 chars.."`, String.raw`"\ of 16 chars..`],
    ['with blanks around it', ' \ta-key-of-16-char ', 'a-key-of-16-char'],
    ['with blanks in it', 'a key of 16 char', 'a key of 16 char'],
    ['of 255 characters', 'x'.repeat(255), 'x'.repeat(255)],
    ['of 255 characters in quotes', `"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  ])('is read %s', (_, value, idempotencyKey) => {
    expect(parseIdempotencyKey([value])).toEqual({ idempotencyKey, errors: [] });
  });

  it('may be absent', () => {
    expect(parseIdempotencyKey([])).toEqual({ idempotencyKey: null, errors: [] });
  });

  it.each([
    ['empty', ['']],
    ['of 15 characters', ['x'.repeat(15)]],
    ['of 256 characters', ['x'.repeat(256)]],
    ['of 15 characters in quotes', [`"${'x'.repeat(15)}"`]],
    ['with a line end', ['a-key-of-16-char\nx']],
    ['with a carriage return', ['a-key-of-16-char\r\n']],
    ['with a letter outside ASCII', ['a-key-of-16-chär']],
    ['with an open quote', ['"a-key-of-16-char']],
    ['with something after the quotes', ['"a-key-of-16-char"; q=1']],
    ['with a stray backslash in quotes', [String.raw`"a\key-of-16-char"`]],
    ['given twice', ['a-key-of-16-char', 'a-key-of-16-char']],
  ])('is refused %s', (_, values) => {
    const { idempotencyKey, errors } = parseIdempotencyKey(values);
    expect(idempotencyKey).toBeNull();
    expect(errors).toEqual([{ field: 'Idempotency-Key', detail: expect.stringMatching(/^must be /) }]);
  });
});

describe('the derived secret', () => {
  it('is the same for the same request, and has the form of every secret', () => {
    const secretKey = deriveSecretKey(request, 'signing', slot);
    expect(isSecretKey(secretKey)).toBe(true);
    expect(deriveSecretKey({ ...request }, 'signing', { ...slot })).toBe(secretKey);
  });

  it('never changes: an answer that got lost is given again by the next version', () => {
    expect(deriveSecretKey(request, 'signing', slot)).toBe('McFtBik7NWrXBRNcIctqcdaLJ2cmfz');
  });

  it('is another when anything that it is made of is', () => {
    const all = [
      deriveSecretKey(request, 'signing', slot),
      deriveSecretKey(request, 'another', slot),
      deriveSecretKey(request, 'signing', { ...slot, secretNo: 2 }),
      deriveSecretKey(request, 'signing', { ...slot, keyId: 'l'.repeat(12) }),
      deriveSecretKey({ ...request, idempotencyKey: `${request.idempotencyKey} ` }, 'signing', slot),
      deriveSecretKey({ ...request, actor: 'holder:two' }, 'signing', slot),
      deriveSecretKey({ ...request, method: 'PUT' }, 'signing', slot),
      deriveSecretKey({ ...request, path: '/api/v1/keys/x' }, 'signing', slot),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('can not be reached by moving characters between the parts', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '"', ',', '\\'), maxLength: 4 });
    fc.assert(
      fc.property(fc.tuple(part, part), fc.tuple(part, part), (one, two) => {
        const [first, second] = [one, two].map(([idempotencyKey, actor]) =>
          hashRequest({ ...request, idempotencyKey, actor }, 'signing'),
        );
        expect(first === second).toBe(one[0] === two[0] && one[1] === two[1]);
      }),
    );
  });
});

describe('a body', () => {
  it('is the same in any order of its fields, and another with any other value', () => {
    const same = hashBody({ name: 'a', expiresAt: { year: 2027, month: 1 } }, 'signing');
    expect(hashBody({ expiresAt: { month: 1, year: 2027 }, name: 'a' }, 'signing')).toBe(same);
    expect(same).toHaveLength(22);
    const others = [
      { name: 'a', expiresAt: { year: 2027, month: 2 } },
      { name: 'a' },
      { name: 'a', expiresAt: null },
      { name: 'a', expiresAt: { instant: new Date(0) } },
      { name: 'a', expiresAt: { instant: new Date(1) } },
    ].map((body) => hashBody(body, 'signing'));
    expect(new Set([same, ...others]).size).toBe(others.length + 1);
  });
});

it('remembers a request for 24 hours from its success', () => {
  const succeededAt = new Date('2026-06-15T12:00:00Z');
  const after = (milliseconds: number) => new Date(succeededAt.getTime() + milliseconds);
  expect(isRemembered(succeededAt, after(86_399_999))).toBe(true);
  expect(isRemembered(succeededAt, after(86_400_000))).toBe(false);
});
