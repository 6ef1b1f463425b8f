// Walks the journeys in one process, so in one browser: those named, or else all of them and then the count of
// pages that nobody met. Run by tools/journeys.
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe } from 'node:test';

const here = (name) => new URL(name, import.meta.url);
const named = process.argv.slice(2);
const found = readdirSync(here('.')).filter((name) => name.endsWith('.test.mjs'));
// The longest first: begun last, it would be walked alone at the end.
const byLength = found.toSorted((a, b) => statSync(here(b)).size - statSync(here(a)).size);
const files = named.length > 0 ? named : byLength;

// Each walk has a service and people of its own, and waits for them most of the time.
describe('journeys', { concurrency: availableParallelism() }, async () => {
  for (const file of files) await import(here(file).href);
});
if (named.length === 0) await import(here('coverage.mjs').href);
