// Without a mouse: Tab, Enter and Space alone, through the search and the form for a new person.
import assert from 'node:assert/strict';
import { journeyOnPhone } from './journey.mjs';

journeyOnPhone('a person is looked for and added with the keyboard alone', async ({ as, open, see, check, page, way }) => {
  await as('practitioner');
  await open('/people');
  const keys = keyboard(page());
  await keys.to('Skip to main content');
  await keys.and('Enter');
  await keys.to('Name');
  await keys.type('Nia Bright');
  await keys.to('Search');
  await keys.load('Enter');
  await see('Nobody whose record you may see matches.');
  await keys.to('Add a new person');
  await keys.load('Enter');
  await keys.to('Add person');
  await keys.load('Enter');
  await check('keyboard-errors');
  const focused = await page().evaluate(() => document.activeElement?.className ?? '');
  if (way.script) assert.ok(focused.includes('govuk-error-summary'), `the focus is on “${focused}”`);
  await keys.to('Select');
  await keys.and('Enter');
  await keys.and('Space');
  assert.ok(await page().getByRole('radio', { checked: true }).count(), 'Space chooses a radio button');
  await keys.to('Add person');
  await keys.load('Enter');
  await see('The person was added');
});

/** A keyboard that is looked over: where the focus goes it can be seen, and it gets where one wants to be. */
function keyboard(page) {
  const at = () => page.evaluate(seen);
  async function to(words) {
    for (let pressed = 0; pressed < 80; pressed += 1) {
      await page.keyboard.press('Tab');
      const { name, shows } = await at();
      assert.ok(shows, `the focus on “${name}” cannot be seen`);
      if (name.startsWith(words)) return;
    }
    assert.fail(`Tab does not get to “${words}”`);
  }
  const load = (key) => Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
  return { to, load, and: (key) => page.keyboard.press(key), type: (text) => page.keyboard.type(text) };
}

/** What has the focus, by its words, and whether an eye can tell: runs in the page. */
function seen() {
  const it = document.activeElement;
  const marks = (style) => [style.outlineStyle !== 'none' && style.outlineWidth, style.boxShadow, style.backgroundColor];
  const words = it.labels?.[0]?.innerText || it.innerText || it.getAttribute('aria-label') || '';
  const boxes = [it, it.nextElementSibling].filter(Boolean);
  // A radio button or tick box is drawn by what stands beside it.
  const focused = boxes.map((box) => ['', '::before'].map((part) => marks(getComputedStyle(box, part)).join()).join());
  it.blur();
  const still = boxes.map((box) => ['', '::before'].map((part) => marks(getComputedStyle(box, part)).join()).join());
  it.focus();
  const { width, height, bottom, right } = it.getBoundingClientRect();
  const inView = width > 0 && height > 0 && bottom > 0 && right > 0;
  return { name: words.trim(), shows: inView && focused.some((mark, box) => mark !== still[box]) };
}
