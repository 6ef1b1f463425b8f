// The service under test: the binary's own demo, on a throwaway folder and a port of its own.
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const binary =
  process.env.THROUGHLINE ?? fileURLToPath(new URL('../target/debug/throughline', import.meta.url));
const patience = 60_000;

const running = new Set();
// Whoever ends the walks ends their services. Told to end, the browser goes at once, and no walk is worth beginning.
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));
for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(143));

/**
 * Starts the demo and waits until it says where it is: the short story, or the one that is asked for.
 * Gives its `address`, `signIn(role)` for the address that signs a role in, and `stop`.
 */
export async function startService(story = ['--short']) {
  const child = spawn(binary, ['demo', ...story, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const closed = new Promise((resolve) => child.once('close', resolve)).then(() => running.delete(child));
  const stop = () => (child.kill('SIGTERM'), closed);
  const output = listen(child);
  try {
    const [, address] = await output.line(/^Throughline is running at (http:\S+)/);
    const signIn = async (role) => (await output.line(new RegExp(`^Sign in as .*: (http:\\S+/${role})$`)))[1];
    return { address, signIn, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Keeps what a program prints; `line` waits for the first line, said already or still to come, that matches. */
function listen(child) {
  const lines = [];
  const errors = [];
  const heard = new EventEmitter();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    heard.emit('change');
  });
  child.stderr.setEncoding('utf8').on('data', (text) => errors.push(text));
  let end = null;
  for (const event of ['error', 'close']) {
    child.once(event, (reason) => {
      end ??= `the demo stopped (${reason})`;
      heard.emit('change');
    });
  }
  const line = (pattern) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => settle(reject, problem('the demo did not say it in time')), patience);
      const settle = (then, value) => {
        clearTimeout(late);
        heard.off('change', look);
        then(value);
      };
      const problem = (why) => new Error(`${why}: ${pattern}\n${lines.join('\n')}\n${errors.join('')}`);
      const look = () => {
        const match = lines.map((text) => pattern.exec(text)).find(Boolean);
        if (match) settle(resolve, match);
        else if (end) settle(reject, problem(end));
      };
      heard.on('change', look);
      look();
    });
  return { line };
}
