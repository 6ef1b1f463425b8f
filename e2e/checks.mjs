// What every page must satisfy, in every state that a journey meets it in.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = fileURLToPath(new URL('./pictures/', import.meta.url));
const narrowest = 320;

/** Collects what a page complains about in its console; a page that is itself an error page may say so. */
export function collectComplaints(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    const isThePageItself =
      message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    if (message.type() === 'error' && !isThePageItself) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.url()} answered ${response.status()}`);
  });
  return complaints;
}

/** WCAG 2.2 AA, as far as a program can tell. */
async function checkAccessibility(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    }),
  );
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${failureSummary}`),
  );
  assert.deepEqual(told, [], `accessibility of ${name}`);
}

/** Nothing is cut off or scrolls sideways, at this width and on the narrowest phone. */
async function checkOverflow(page, name) {
  const wide = page.viewportSize();
  for (const width of [wide.width, narrowest]) {
    await page.setViewportSize({ ...wide, width });
    const [content, space] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return [scrollWidth, clientWidth];
    });
    assert.ok(content <= space, `${name} is ${content} px wide in a window of ${space}`);
  }
  await page.setViewportSize(wide);
}

/**
 * Checks the page as it stands and keeps a picture of it in e2e/pictures.
 * axe needs script, so a page that runs none is checked for the rest.
 */
export async function checkPage(page, name, { complaints, script, label }) {
  await checkOverflow(page, name);
  if (script) await checkAccessibility(page, name);
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}${name}-${label}.png`, fullPage: true });
  assert.deepEqual(complaints, [], `errors in the console by ${name}`);
}
