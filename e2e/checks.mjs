// What every page must satisfy, in every state that a journey meets it in.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = fileURLToPath(new URL('./pictures/', import.meta.url));
// Pictures are for looking at, and take a quarter of the time of a walk.
const takesPictures = process.env.PICTURES !== 'no';
const narrowest = 320;

/** The paths that were looked at as what they are; a refusal or an error there does not count. */
export const met = new Set();

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
  // The program is large: a page that was checked at another width still has it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
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

/** Nothing is cut off or scrolls sideways in a window as wide as it is now. */
async function checkOverflow(page, name) {
  const [content, space] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  assert.ok(content <= space, `${name} is ${content} px wide in a window of ${space}`);
}

/** The whole page, as the browser draws it; asked of the browser itself, for that can trade size for speed. */
async function picture(page, name) {
  if (!takesPictures) return;
  const browser = await page.context().newCDPSession(page);
  const { cssContentSize: size } = await browser.send('Page.getLayoutMetrics');
  const whole = { captureBeyondViewport: true, clip: { ...size, scale: 1 }, optimizeForSpeed: true };
  const { data } = await browser.send('Page.captureScreenshot', whole);
  await browser.detach();
  mkdirSync(pictures, { recursive: true });
  writeFileSync(`${pictures}${name}.png`, data, 'base64');
}

/**
 * Checks the page as it stands, in a window of each width and on the narrowest phone, and keeps a picture of each
 * width in e2e/pictures, unless told not to. The same page is made wider and narrower, for it is styles alone that tell a phone from a
 * desktop. axe needs script, so a page that runs none is checked for the rest.
 */
export async function checkPage(page, name, { complaints, script, widths, viewport, status }) {
  for (const { width, label } of widths) {
    await page.setViewportSize({ ...viewport, width });
    await checkOverflow(page, name);
    if (script) await checkAccessibility(page, `${name}, ${width} px wide,`);
    await picture(page, `${name}-${label}`);
  }
  await page.setViewportSize({ ...viewport, width: narrowest });
  await checkOverflow(page, name);
  await page.setViewportSize(viewport);
  assert.deepEqual(complaints, [], `errors in the console by ${name}`);
  if (status === 200) met.add(new URL(page.url()).pathname);
}

// What only a screen can do: it has no place on paper.
const onScreenOnly = 'nav, form, button, .govuk-button, .govuk-service-navigation, .tl-filters';

/** On paper: no navigation, nothing to press, nothing cut off; on a sheet as wide as A4. */
export async function checkPaper(page, name, { label }) {
  const wide = page.viewportSize();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1000 });
  const left = await page.locator(onScreenOnly).filter({ visible: true }).allInnerTexts();
  assert.deepEqual(left, [], `${name} on paper shows what only a screen can do`);
  const cut = await page.evaluate(() => {
    const isCut = (it) => it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX !== 'visible';
    const shown = [...document.querySelectorAll('main *')].filter((it) => it.clientWidth > 1);
    return shown.filter(isCut).map((it) => it.outerHTML.slice(0, 80));
  });
  const [content, space] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  assert.deepEqual(cut, [], `${name} on paper cuts off`);
  assert.ok(content <= space, `${name} is ${content} px wide on a sheet of ${space}`);
  await picture(page, `${name}-paper-${label}`);
  await page.emulateMedia({ media: null });
  await page.setViewportSize(wide);
}
