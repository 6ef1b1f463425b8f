// Walks the journeys in one process, so in one browser: those named, or else all of them and then the count of
// pages that nobody met. Run by tools/journeys.
import { readdirSync } from 'node:fs';

const named = process.argv.slice(2);
const found = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs'));
const files = named.length > 0 ? named : [...found.sort(), 'coverage.mjs'];
for (const file of files) await import(new URL(file, import.meta.url).href);
