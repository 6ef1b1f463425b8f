// Every page that a role of the demo can open, and what a wrong request is answered with, go through the Nu HTML
// checker (vnu) in one run: no error. Pages are fetched without a browser, so what is checked is what is sent.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binary, startService } from './service.mjs';

const roles = [
  'coordinator', 'chair', 'practitioner', 'member', 'lead-professional', 'provider', 'front-door',
  'outsider', 'administrator', 'analyst', 'governance', 'auditor',
];
/** No more pages of one route and role than this: rows of a list lead to pages of the same kind. */
const enough = 2;

/** Pages asked for besides those that links lead to: mistakes, and what is seen without signing in. */
const besides = [
  '/sign-in', '/account/confirm', '/consents', '/decisions', '/demo', '/drafts', '/link/used-up', '/nowhere', '/sign-out', '/people/new', '/people?name=x',
  '/reports/allocation?from=x&to=2012-02-30&by=castle', '/quality/nhs_number',
];

/**
 * Nobody in the demo is barred, or has read a record at once: the journeys that bar a relative, and read one at once,
 * meet these in a browser. Nobody has added a paper: a journey does. No provider of the demo has accepted yet: a journey
 * accepts, and says that it has started. Nobody has sent a deputy, asked for advice or to see what is held about them. Nobody
 * has agreed to a case study: a journey asks, and writes one. Nobody has recorded a gap, and nothing was entered in error.
 * Of persons of concern the crawl meets the page of somebody who has to fear nobody.
 */
const notInDemo = [
  '/people/{person}/bars/{target}/lifting', '/people/{person}/overrides/{override}',
  '/cases/{case}/allocations/{allocation}/support', '/meetings/{meeting}/attendance/{practitioner}',
  '/cases/{case}/papers/{paper}/error', '/referrals/{referral}/papers/{paper}/error',
  '/forums/{forum}/advice/{advice}',
  '/people/{person}/access-requests/{access}', '/people/{person}/access-requests/{access}/items/{step}',
  '/people/{person}/access-requests/{access}/extension', '/people/{person}/access-requests/{access}/end',
  '/cases/{case}/case-study/new',
  '/forums/{forum}/gaps/{gap}/closure', '/cases/{case}/errors/{error}/taking-back',
  '/people/{person}/errors/{mark}/taking-back',
  '/people/{person}/persons-of-concern/{concern}', '/people/{person}/persons-of-concern/{concern}/end',
];

function pageRoutes() {
  const routes = JSON.parse(execFileSync(binary, ['routes', '--format', 'json'], { encoding: 'utf8' }));
  const isPage = ({ method, path }) => method === 'GET' && !path.startsWith('/api/') && !path.includes('{format}') && !path.endsWith('/file');
  return routes.filter(isPage).map(({ path }) => path);
}

const asPattern = (route) => new RegExp(`^${route.replace(/\{[^}]+\}/g, '[^/]+')}$`);

/** The route that a path belongs to: one without a name in it first. */
function routeOf(path, routes) {
  const found = routes.filter((route) => asPattern(route).test(path));
  return found.sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

/** Paths of a route that no link led to, about the records that other pages are about. */
function filled(route, pages) {
  const [before, name] = /^(.*\{([^}]+)\})/.exec(route)?.slice(1) ?? [];
  if (!name || route.split('{').length > 2) return [];
  const begins = new RegExp(`^${before.replace(`{${name}}`, '([0-9a-f-]{36})')}`);
  const ids = new Set(pages.map(({ path }) => begins.exec(path)?.[1]).filter(Boolean));
  return [...ids].slice(0, enough).map((id) => route.replace(`{${name}}`, id));
}

/** Signs a role in, follows every link from its home page, and gives the pages: path and text. */
async function walk(service, role, routes) {
  let cookie = '';
  const get = async (path, sending = {}) => {
    const asked = { redirect: 'manual', headers: { cookie }, ...sending };
    const answer = await fetch(new URL(path, service.address), asked);
    return { answer, text: await answer.text() };
  };
  if (role) {
    const { answer } = await get(new URL(await service.signIn(role)).pathname);
    cookie = answer.headers.getSetCookie().map((it) => it.split(';')[0]).join('; ');
  }
  const [pages, seen, counts] = [[], new Set(), new Map()];
  const waiting = role ? ['/', ...besides] : [...besides];
  const unmet = () => routes.filter((route) => !counts.has(route)).flatMap((route) => filled(route, pages));
  while (waiting.length > 0 || waiting.push(...unmet()) > 0) {
    const path = waiting.shift();
    const route = routeOf(path.split('?')[0], routes) ?? path;
    const count = counts.get(route) ?? 0;
    if (seen.has(path) || (count >= enough && !besides.includes(path))) continue;
    seen.add(path);
    counts.set(route, count + 1);
    const { answer, text } = await get(path);
    if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue;
    assert.ok(answer.status < 500, `${path} answered ${answer.status}`);
    pages.push({ role: role ?? 'nobody', path, route, text });
    for (const [, href] of text.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) waiting.push(href.replaceAll('&amp;', '&'));
  }
  // Forms that make something new, sent empty, come back with every problem; a search comes back with its answer.
  for (const { path, route, text } of pages.filter(({ route }) => route.endsWith('/new') || route === '/people')) {
    const [, token] = /name="_csrf" value="([^"]*)"/.exec(text) ?? [];
    if (!token) continue;
    for (const fields of [{}, { name: 'marsh', find: 'marsh' }]) {
      const body = new URLSearchParams({ _csrf: token, ...fields });
      const { answer, text } = await get(path, { method: 'POST', body });
      if (answer.status !== 303) pages.push({ role, path: `${path} sent`, route, text });
    }
  }
  return pages;
}

/** What vnu says of the pages, each named by its role and path. */
function complaints(pages) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-pages-'));
  try {
    pages.forEach(({ text }, at) => writeFileSync(join(folder, `${at}.html`), text));
    const java = execFileSync(fileURLToPath(new URL('../tools/java', import.meta.url)), { encoding: 'utf8' }).trim();
    const vnu = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
    const args = ['-Xss1m', '-jar', vnu, '--errors-only', '--exit-zero-always', '--format', 'json', '--skip-non-html', folder];
    const { stderr, status, error } = spawnSync(java, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    assert.equal(status, 0, `vnu did not run: ${error ?? stderr}`);
    return JSON.parse(stderr).messages.map(({ url, message, extract, lastLine }) => {
      const page = pages[Number(/(\d+)\.html$/.exec(url)?.[1])];
      return `${page?.role} ${page?.path} line ${lastLine}: ${message}\n  ${(extract ?? '').trim()}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('every page that the demo can show is valid HTML', async () => {
  const routes = pageRoutes();
  const service = await startService();
  const pages = [];
  try {
    for (const role of [null, ...roles]) pages.push(...(await walk(service, role, routes)));
  } finally {
    await service.stop();
  }
  const met = new Set(pages.map(({ route }) => route));
  assert.deepEqual(routes.filter((route) => !met.has(route) && !notInDemo.includes(route)), [], 'a page that no link leads to');
  assert.ok(pages.length > 200, `only ${pages.length} pages`);
  const told = complaints(pages);
  assert.deepEqual([...new Set(told)].slice(0, 40), [], `${told.length} errors on ${pages.length} pages`);
});

test('vnu finds the error that is planted', () => {
  const page = '<!doctype html><html lang="en"><head><title>T</title></head><body><p><div>x</div></p></body></html>';
  assert.match(complaints([{ role: 'nobody', path: '/planted', text: page }]).join('\n'), /No “p” element in scope/);
});
