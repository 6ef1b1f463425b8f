// The last test: every page of the service was met, as a page and not as a refusal, by some journey of this run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { met } from './checks.mjs';
import { binary } from './service.mjs';

// What answers a GET with a file. Its page is the one that offers the download.
const files = [
  '/reports/{report}/{format}', '/cases/{case}/papers/{paper}/file', '/referrals/{referral}/papers/{paper}/file',
  '/people/{person}/access-requests/{access}/file', '/people/{person}/access-requests/{access}/data/file',
];

test('every page is met by a journey', () => {
  const routes = JSON.parse(execFileSync(binary, ['routes', '--format', 'json'], { encoding: 'utf8' }));
  const paths = routes.filter(({ method }) => method === 'GET').map(({ path }) => path);
  const pages = paths.filter((path) => !path.startsWith('/api/') && !files.includes(path));
  assert.ok(pages.length > 40, 'the list of routes is not whole');
  // A fixed word wins over a place for any: /people/new is not the record of somebody called new.
  const byFixed = pages.toSorted((a, b) => places(a) - places(b));
  const seen = new Set([...met].map((path) => byFixed.find((page) => matches(page, path))));
  assert.deepEqual(pages.filter((page) => !seen.has(page)), [], 'pages that no journey looks at');
});

const places = (page) => page.split('{').length;

function matches(page, path) {
  const [wanted, given] = [page.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith('{') || part === given[at]);
}
