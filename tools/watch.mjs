// Runs a command, and runs it again after each change of a source file:
//   node tools/watch.mjs cargo run -- demo
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [, , program, ...args] = process.argv;
let running;
let timer;

function start() {
  running = spawn(program, args, { cwd: top, stdio: 'inherit', detached: true });
}

// The command is a group of its own, so that what it started stops with it.
function stop() {
  const old = running;
  return new Promise((stopped) => {
    if (old.exitCode !== null || old.signalCode !== null) return stopped();
    old.once('exit', stopped);
    process.kill(-old.pid, 'SIGTERM');
  });
}

async function again() {
  await stop();
  start();
}

for (const folder of ['crates', 'charters', 'migrations', 'examples']) {
  try {
    watch(resolve(top, folder), { recursive: true }, (_event, file) => {
      // What a build itself writes is no change.
      if (!file || file.includes('node_modules') || file.endsWith('.install.lock')) return;
      clearTimeout(timer);
      timer = setTimeout(again, 200);
    });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop().then(() => process.exit(0)));
start();
