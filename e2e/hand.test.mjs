// The keyboard of the journeys notices what is planted: a focus that cannot be seen, one that gets lost, and a long way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyboard } from './hand.mjs';
import { withPage } from './journey.mjs';

const links = (count) => Array.from({ length: count }, (_, at) => `<a href="#${at}">Link ${at}</a> `).join('');
const reach = (page) => keyboard(page, { most: 0 }).go(page.getByRole('button', { name: 'Send' }));

async function check(html, wrong) {
  await withPage(html, async (page) => {
    if (wrong) await assert.rejects(() => reach(page), wrong);
    else await reach(page);
  });
}

test('the keyboard notices a focus that nobody sees, one that gets lost, and what is too far away', async () => {
  const send = '<button>Send</button>';
  await check(`${links(3)}${send}`);
  await check(`<style>a:focus { outline: none }</style>${links(3)}${send}`, /the focus on “Link 0” could not be seen/);
  await check(`${links(2)}<a href="#x" onfocus="this.blur()">Shy</a>${send}`, /the focus got lost after “Link 1”/);
  await check(`<a href="#x" style="position: absolute; left: -999px">Away</a>${send}`, /out of sight/);
  await check(`${links(70)}${send}`, /more than 60 presses/);
});
