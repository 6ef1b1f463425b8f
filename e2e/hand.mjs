// How a journey is driven. A pointer clicks and chooses; a keyboard has Tab, Shift+Tab, the arrows, Space and Enter, types, and
// is looked over: where the focus goes it can be seen, it never gets lost, and nothing is too many presses away.
import assert from 'node:assert/strict';

// More presses than this to one thing, and nobody finds it who cannot use a mouse.
const furthest = 60;
// From here on one types the beginning of a choice instead of going down to it.
const longList = 12;

const isDay = (value) => /^\d{4}-\d{2}-\d{2}$/.test(value);

/**
 * Answers one question by its label or legend: text, a choice by its words, `true` or `false` for a tick box,
 * several ticks as a list, and a date in three boxes as year-month-day.
 */
export async function answer(page, hand, label, value) {
  const group = page.getByRole('group', { name: label, exact: true });
  if (await group.count()) return answerGroup(group.first(), hand, value);
  const field = page.getByLabel(label, { exact: true }).first();
  const kind = await field.evaluate((element) => (element.matches('select') ? 'select' : element.type));
  if (kind === 'select') return hand.select(field, value);
  if (kind === 'checkbox' || kind === 'radio') return hand.check(field, value !== false);
  return hand.write(field, String(value));
}

async function answerGroup(group, hand, value) {
  // A choice may have a date of its own below it.
  const day = group.getByLabel('Day', { exact: true });
  if (isDay(value) && (await day.count())) {
    const [year, month, date] = value.split('-').map(Number);
    await hand.write(day, String(date));
    await hand.write(group.getByLabel('Month', { exact: true }), String(month));
    return hand.write(group.getByLabel('Year', { exact: true }), String(year));
  }
  for (const choice of [value].flat()) await hand.check(group.getByLabel(choice, { exact: true }).first(), true);
}

/** Somebody with a mouse, or a finger. */
export function pointer() {
  return {
    go: (target) => target.click(),
    write: (field, text) => field.fill(text),
    check: (field, on) => field.setChecked(on),
    select: (field, label) => field.selectOption({ label }),
  };
}

/** Somebody without one; `tally` learns the most presses that one thing took. */
export function keyboard(page, tally) {
  const press = (key) => page.keyboard.press(key);

  /** Goes to an element; to a radio button, by way of its group. */
  async function to(target) {
    await target.waitFor();
    const element = await target.elementHandle();
    for (let pressed = 0; pressed <= furthest; pressed += 1) {
      const { there, back, begins, wrong, where } = await page.evaluate(look, element);
      assert.ok(!wrong, `${page.url()}: ${wrong}`);
      if (there) {
        if (pressed > tally.most) Object.assign(tally, { most: pressed, where: `${where} of ${page.url()}` });
        return element;
      }
      // The way past what stands above every page.
      if (begins) {
        await press('Tab');
        await page.evaluate(look, element);
        await press('Enter');
      } else {
        await press(back ? 'Shift+Tab' : 'Tab');
      }
    }
    return assert.fail(`${page.url()}: more than ${furthest} presses to ${target}`);
  }

  async function check(target, on) {
    const element = await to(target);
    const state = () => element.evaluate((it) => [it === document.activeElement, it.checked, it.type]);
    for (let pressed = 0; pressed < furthest; pressed += 1) {
      const [here, checked, type] = await state();
      if (here && checked === on) return;
      await press(here || type === 'checkbox' ? 'Space' : 'ArrowDown');
    }
    assert.fail(`${page.url()}: the keyboard cannot choose ${target}`);
  }

  async function write(target, text) {
    const element = await to(target);
    if (await element.evaluate((it) => it.value !== '')) await press('Control+A');
    if (text === '') return press('Delete');
    await page.keyboard.insertText(text);
    assert.equal(await element.inputValue(), text);
  }

  async function select(target, label) {
    const element = await to(target);
    const state = () =>
      element.evaluate((it, label) => {
        const options = [...it.options].map((option) => option.label);
        return { now: it.selectedIndex, wanted: options.indexOf(label) };
      }, label);
    const begun = await state();
    assert.ok(begun.wanted >= 0, `“${label}” is not among the choices of ${target}`);
    if (Math.abs(begun.wanted - begun.now) > longList) await page.keyboard.type(label.split(' ')[0]);
    for (let pressed = 0; pressed < furthest; pressed += 1) {
      const { now, wanted } = await state();
      if (now === wanted) return;
      await press(now < wanted ? 'ArrowDown' : 'ArrowUp');
    }
    assert.fail(`${page.url()}: the arrows do not get to “${label}”`);
  }

  const go = async (target) => {
    await to(target);
    await press('Enter');
  };
  return { go, write, check, select };
}

/**
 * What has the focus now, whether one could see that it had it, and which way the target lies: runs in the page. What was
 * focused is looked at again once the focus has left it: where nothing about it changes then, nobody saw it.
 */
function look(target) {
  const at = document.activeElement ?? document.body;
  const name = (it) => (it.labels?.[0]?.innerText || it.innerText || it.getAttribute('aria-label') || it.id).trim().slice(0, 60);
  const mark = (style) => [style.outlineStyle !== 'none' && style.outlineWidth, style.boxShadow, style.backgroundColor].join();
  // A radio button or tick box is drawn by what stands beside it.
  const marks = (it) =>
    [it, it.nextElementSibling]
      .filter(Boolean)
      .flatMap((box) => ['', '::before'].map((part) => mark(getComputedStyle(box, part))))
      .join();
  const was = globalThis.lookedOver;
  const isFresh = !was && at === document.body;
  let wrong = '';
  if (was && was.at !== at && was.at.isConnected && was.marks === marks(was.at)) {
    wrong = `the focus on “${name(was.at)}” could not be seen`;
  }
  if (was && at === document.body && was.at !== document.body) wrong = `the focus got lost after “${name(was.at)}”`;
  if (at !== document.body) {
    const { width, height, top, bottom, left, right } = at.getBoundingClientRect();
    const inView = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    if (!inView) wrong = `the focus on “${name(at)}” is out of sight`;
    // What is only led to, such as the main part of the page, needs no ring of its own.
    globalThis.lookedOver = at.tabIndex < 0 ? undefined : { at, marks: marks(at) };
  }
  const isOfGroup = target.type === 'radio' && at.type === 'radio' && target.name === at.name;
  const there = at === target || isOfGroup;
  const back = Boolean(at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING);
  return { there, back, wrong, where: name(at), begins: isFresh && Boolean(target.closest('main')) };
}
