// How journeys are written:
//
//   journey('a coordinator accepts a referral', async ({ as, open, fill, press, see, gone, check }) => {
//     await as('coordinator');
//     await press('Referrals');
//     await check('referrals');
//     await fill({ Level: 'Level 3', 'Reason for the decision': 'Two services are needed' });
//     await press('Accept');
//     await see('Referral accepted');
//   });
//
// Each is walked twice, each time on a new demo: on a desktop, where every page is checked as wide as a phone, too,
// and without JavaScript on a phone. Where a page folds things away on a phone, `journeyOnPhone` walks it a third
// time, on a phone with JavaScript. `journeysInOneWorld` walks by keyboard; `hand.mjs` says how a step is taken.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { checkPage, checkPaper, collectComplaints } from './checks.mjs';
import { answer, keyboard, pointer } from './hand.mjs';
import { startService } from './service.mjs';

const patience = 30_000;
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const wide = { width: desktop.width, label: '1280' };
const narrow = { width: phone.width, label: '390' };
const onDesktop = { told: 'on a desktop', label: '1280', script: true, viewport: desktop, widths: [wide, narrow] };
const onPhone = { told: 'on a phone', label: '390', script: true, viewport: phone, widths: [narrow] };
const plain = {
  told: 'without JavaScript',
  label: 'plain',
  script: false,
  viewport: phone,
  widths: [{ ...wide, label: 'plain' }, { ...narrow, label: 'plain-390' }],
};
// The keyboard's first walk looks at every page at both widths; on a phone other things come first and are folded away.
const keysOnDesktop = { ...onDesktop, told: 'by keyboard', label: 'keys', keys: true };
const keysOnPhone = { ...onPhone, told: 'by keyboard, as narrow as a phone', keys: true, widths: [] };

let browser;
before(async () => {
  const found = fileURLToPath(new URL('../tools/chromium', import.meta.url));
  const executablePath = process.env.CHROMIUM ?? execFileSync(found, { encoding: 'utf8' }).trim();
  // Nothing is drawn for a screen: without the process that would, pages are laid out a tenth faster.
  browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
});
after(() => browser?.close());

/** Registers one journey as two tests; `walk` gets the steps a person can take. */
export function journey(name, walk) {
  for (const way of [onDesktop, plain]) register(name, way, walk);
}

/** The same, with a third on a phone. */
export function journeyOnPhone(name, walk) {
  for (const way of [onDesktop, onPhone, plain]) register(name, way, walk);
}

/** The same through the living demo, whose lists are long; `journey` walks a small world that it can count on. */
export function journeyThroughLife(name, walk) {
  for (const way of [onDesktop, plain]) register(name, way, walk, []);
}

/**
 * Journeys of one world, each going on where the one before it stopped: by keyboard, by keyboard as narrow as a phone,
 * and without JavaScript. `walks` are pairs of a title and a walk, which gets what the walks before it kept, too.
 */
export function journeysInOneWorld(name, walks) {
  const through = async (taken) => {
    const kept = {};
    for (const [title, walk] of walks) {
      try {
        await walk(taken, kept);
      } catch (error) {
        error.message = `${title}: ${error.message}`;
        throw error;
      }
    }
    return taken.presses.most > 0 && `at most ${taken.presses.most} presses: to ${taken.presses.where}`;
  };
  for (const way of [keysOnDesktop, keysOnPhone, plain]) register(name, way, through);
}

function register(name, way, walk, story) {
  test(`${name}, ${way.told}`, async (context) => {
    const service = await startService(story);
    const people = new Map();
    const taken = steps(service, way, people);
    try {
      const told = await walk(taken);
      if (told) context.diagnostic(told);
    } catch (error) {
      if (people.size > 0) error.stack += `\n${await standing(taken.page())}`;
      throw error;
    } finally {
      for (const { page } of people.values()) await page.context().close();
      await service.stop();
    }
  });
}

/** Where somebody stood when a journey failed. */
async function standing(page) {
  const text = await page.locator('main').innerText({ timeout: 1000 }).catch(() => '');
  return `${page.url()}: ${text.slice(0, 1500)}`;
}

/** A page of its own in the browser of the journeys, for a test of how they are driven. */
export async function withPage(html, walk) {
  const { page } = await newPerson(onDesktop);
  try {
    await page.setContent(html);
    await walk(page);
  } finally {
    await page.context().close();
  }
}

/** A day as `fill` takes it: so many days from today, in London. */
export function inDays(days) {
  const then = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(then);
}

async function newPerson(way) {
  const context = await browser.newContext({ viewport: way.viewport, javaScriptEnabled: way.script });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const person = { page, complaints: collectComplaints(page), status: 0 };
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) person.status = response.status();
  });
  return person;
}

/** The steps of one walk. Several people take part; the one named last by `as` acts. */
function steps(service, way, people) {
  let acting;
  const page = () => acting.page;
  const presses = { most: 0, where: '' };
  const hand = () => (way.keys ? keyboard(page(), presses) : pointer());

  /** From here on this role acts, signed in, where it left off. */
  async function as(role) {
    if (!people.has(role)) {
      people.set(role, await newPerson(way));
      acting = people.get(role);
      await page().goto(await service.signIn(role));
      const button = page().getByRole('button', { name: 'Sign in', exact: true });
      if (await button.count()) await press('Sign in');
    }
    acting = people.get(role);
  }

  /** From here on somebody who is not signed in acts. */
  async function asNobody() {
    if (!people.has(null)) people.set(null, await newPerson(way));
    acting = people.get(null);
  }

  /** Opens a path of the service and gives the status of the answer. */
  const open = async (path) => (await page().goto(new URL(path, service.address).href)).status();

  /** Presses a button or follows a link that leads to another page, and waits for it. */
  async function press(name) {
    const found = page()
      .getByRole('button', { name, exact: true })
      .or(page().getByRole('link', { name, exact: true }));
    const target = found.filter({ visible: true }).first();
    await target.waitFor();
    await Promise.all([page().waitForEvent('load'), hand().go(target)]);
  }

  async function fill(answers) {
    for (const [label, value] of Object.entries(answers)) await answer(page(), hand(), label, value);
  }

  /** Waits until the text can be seen. */
  const see = (text) => page().getByText(text).filter({ visible: true }).first().waitFor();

  /** The page, once loaded, holds the text nowhere, seen or unseen. */
  async function gone(text) {
    const html = await page().content();
    assert.ok(!html.includes(text), `${page().url()} still holds “${text}”`);
  }

  const check = (name) => checkPage(page(), name, { ...way, ...acting });
  const paper = (name) => checkPaper(page(), name, way);

  /** The page was sent back with a list of what is wrong, and says this among it. */
  async function wrong(message) {
    assert.equal(acting.status, 422, `${page().url()} answered ${acting.status}`);
    const said = await page().getByRole('alert').innerText();
    assert.ok(said.includes(message), `“${message}” is not among what is wrong:\n${said}`);
    if (!way.keys) return;
    const focused = await page().evaluate(() => document.activeElement?.className ?? '');
    assert.ok(focused.includes('govuk-error-summary'), `the focus is on “${focused}”`);
  }

  /** The questions still hold these answers, as `fill` would give them. */
  async function kept(answers) {
    for (const [label, value] of Object.entries(answers)) {
      const field = page().getByLabel(label, { exact: true }).first();
      assert.equal(await field.inputValue(), String(value), `“${label}” lost what was typed`);
    }
  }

  return { as, asNobody, open, press, fill, see, gone, check, paper, wrong, kept, page, service, way, presses };
}
