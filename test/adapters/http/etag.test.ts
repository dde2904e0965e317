import { formatEtag, parseIfMatch } from '../../../lambdas/adapters/http/etag.ts';

it.each<[string[], number[] | null]>([
  [[], null],
  [['*'], null],
  [[' * '], null],
  [[formatEtag(3)], [3]],
  [['W/"3"'], [3]],
  [['"3", "9"'], [3, 9]],
  [['"3","9"'], [3, 9]],
  [
    ['"3"', '"9"'],
    [3, 9],
  ],
  [['"3", "3"'], [3]],
  [[' ,"3",, W/"9" ,\t'], [3, 9]],
  [['"3", "another,with,commas"'], [3, -1]],
  [['""'], [-1]],
  [['"0"'], [-1]],
  [['"-1"'], [-1]],
  [['"3x"'], [-1]],
  [['"ü"'], [-1]],
  [[`"${'9'.repeat(5_000)}"`], [-1]],
])('reads the versions of If-Match %j', (values, versions) => {
  expect(parseIfMatch(values)).toEqual({ ifVersions: versions, errors: [] });
});

it.each([
  [['3']],
  [['']],
  [[',']],
  [['"3']],
  [['3"']],
  [['"3" "9"']],
  [['"3", 9']],
  [['"3", *']],
  [['*, *']],
  [['*', '*']],
  [["'3'"]],
  [['w/"3"']],
  [['W/ "3"']],
  [['"3\u0001"']],
  [[`${'"3" '.repeat(3_000)}x`]],
])('refuses the If-Match %j, which is no entity tag', (values) => {
  expect(parseIfMatch(values)).toEqual({
    ifVersions: null,
    errors: [{ field: 'If-Match', detail: expect.stringContaining('double quotes') }],
  });
});
