import { startCriteria, urlOfView, viewFromUrl } from '../../src/keys/view-url.ts';

test('the view that a person starts with leaves no trace in the URL', () => {
  expect(urlOfView({ ...startCriteria, page: 1 })).toBe('');
  expect(viewFromUrl('')).toEqual({ ...startCriteria, page: 1 });
});

test('a URL brings back the search, filter, order and page', () => {
  const view = { search: 'a & b', status: 'expired', sortBy: 'name', descending: false, page: 3 } as const;
  expect(viewFromUrl(urlOfView(view))).toEqual(view);
  const reversed = { ...startCriteria, descending: true, page: 1 };
  expect(viewFromUrl(urlOfView(reversed))).toEqual(reversed);
});

test('the keys that nobody uses can be linked to', () => {
  expect(viewFromUrl('?status=unused')).toEqual({ ...startCriteria, status: 'unused', page: 1 });
});

test('what a URL gets wrong is as at the start', () => {
  expect(viewFromUrl('?status=gone&sort=secret&page=-1')).toEqual({ ...startCriteria, page: 1 });
});
