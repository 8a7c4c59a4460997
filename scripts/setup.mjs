// Set-up for `npm run demo`, `npm test` and `npm run doorbell`: plain JavaScript, because it must run on an old Node.
// Installs the locked dependencies when they are missing or stale, and brings a current Node from the npm package
// `node` (not saved) when this one can't run TypeScript. npm puts node_modules/.bin first, so the script that npm
// starts after this one gets that Node. Says what it does on one line each; says nothing when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE = '24.21.0';
/** A set-up that takes longer than this was killed, and its lock is nobody's. ms. */
const LONGEST = 600_000;

const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'node_modules', '.doorbell-setup');
const lockFolder = join(root, '.setup-lock');
const bundledNode = join(root, 'node_modules', '.bin', 'node');

/** The Node that npm was started with, not the one that an earlier set-up put first on the PATH. */
const [major, minor] = (
  process.env.npm_node_execpath ? versionOf(process.env.npm_node_execpath) : process.versions.node
)
  .split('.')
  .map(Number);
const nodeIsCurrent = major > 22 || (major === 22 && minor >= 18);
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

const isStale = () => !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted;
const lacksNode = () => !nodeIsCurrent && !existsSync(bundledNode);

if (isStale() || lacksNode()) locked(install);

function install() {
  const started = Date.now();
  if (isStale()) {
    say('set-up: installing the locked dependencies (npm ci)');
    // No install scripts: none of ours needs one, and npm would have better-sqlite3, which ships its binaries, compiled.
    npm(['ci', '--ignore-scripts', ...QUIET]);
  }
  if (lacksNode()) {
    say(
      `set-up: this machine's Node is ${major}.${minor}, too old for Doorbell: bringing Node ${NODE} into node_modules`,
    );
    npm(['install', '--no-save', '--ignore-scripts', ...QUIET, `node@${NODE}`]);
    // The one script that is wanted: it puts this platform's binary in place.
    npm(['rebuild', ...QUIET, 'node']);
  }
  writeFileSync(stampFile, wanted);
  say(`set-up: done in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** One set-up at a time in a checkout: two that run npm over each other leave half a node_modules. */
function locked(work) {
  let told = false;
  for (;;) {
    try {
      mkdirSync(lockFolder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > LONGEST) rmSync(lockFolder, { recursive: true, force: true });
      else if (!told) {
        told = true;
        say('set-up: another one is at work in this folder; waiting for it');
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    if (isStale() || lacksNode()) work();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

function versionOf(executable) {
  const run = spawnSync(executable, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : process.versions.node;
}

function npm(args) {
  // npm's own script, run by the Node that runs npm: no shell, no guess at what `npm` means on this PATH.
  const cli = process.env.npm_execpath;
  const run = cli
    ? spawnSync(process.env.npm_node_execpath ?? process.execPath, [cli, ...args], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
    : spawnSync('npm', args, {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
        shell: process.platform === 'win32',
      });
  if (run.status !== 0) {
    rmSync(lockFolder, { recursive: true, force: true });
    console.error(
      `set-up failed: "npm ${args.join(' ')}" ended with code ${run.status}. Is the npm registry reachable?`,
    );
    process.exit(1);
  }
}

function say(line) {
  console.error(line);
}
