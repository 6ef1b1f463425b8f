// Unpacks the archives of the npm package @sparticuz/chromium and writes a small starter, `run`, which points
// the browser at the libraries and the font that come with it:
//   node tools/unpack-chromium.mjs PACKAGE/bin FOLDER
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const [, , packed, folder] = process.argv;

async function unpack(name, to, mode) {
  await pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), createWriteStream(to, { mode }));
}

await unpack('chromium.br', join(folder, 'chromium'), 0o755);
for (const name of ['al2023', 'fonts', 'swiftshader']) {
  const archive = join(folder, `${name}.tar`);
  await unpack(`${name}.tar.br`, archive, 0o644);
  const place = name === 'swiftshader' ? folder : join(folder, name);
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['-xf', archive, '-C', place]);
}

// The package's own list of font folders is for another place.
writeFileSync(
  join(folder, 'fonts', 'fonts.conf'),
  `<?xml version="1.0"?>
<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`,
);

const starter = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="\${FONTCONFIG_PATH:-$here/fonts}"
exec "$here/chromium" "$@"
`;
writeFileSync(join(folder, 'run'), starter, { mode: 0o755 });
