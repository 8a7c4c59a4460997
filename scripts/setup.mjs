// Set-up for `npm run demo`, `npm test` and `npm run doorbell`: plain JavaScript, because it must run on an old Node.
// Installs the locked dependencies when they are missing or stale, and brings a current Node from the npm package
// `node` (not saved) when this one can't run TypeScript. npm puts node_modules/.bin first, so the script that npm
// starts after this one gets that Node. Says what it does on one line each; says nothing when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE = '24.21.0';
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'node_modules', '.doorbell-setup');
const bundledNode = join(root, 'node_modules', '.bin', 'node');

/** The Node that npm was started with, not the one that an earlier set-up put first on the PATH. */
const [major, minor] = (
  process.env.npm_node_execpath ? versionOf(process.env.npm_node_execpath) : process.versions.node
)
  .split('.')
  .map(Number);
const nodeIsCurrent = major > 22 || (major === 22 && minor >= 18);

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const wanted = `${lock} ${nodeIsCurrent ? 'own node' : `node ${NODE}`}`;
const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';

if (stamp !== wanted || (!nodeIsCurrent && !existsSync(bundledNode))) {
  const started = Date.now();
  say('set-up: installing the locked dependencies (npm ci)');
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!nodeIsCurrent) {
    say(
      `set-up: this machine's Node is ${major}.${minor}, too old for Doorbell: bringing Node ${NODE} into node_modules`,
    );
    npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `node@${NODE}`]);
  }
  writeFileSync(stampFile, wanted);
  say(`set-up: done in ${Math.round((Date.now() - started) / 1000)} s`);
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
    console.error(
      `set-up failed: "npm ${args.join(' ')}" ended with code ${run.status}. Is the npm registry reachable?`,
    );
    process.exit(1);
  }
}

function say(line) {
  console.error(line);
}
