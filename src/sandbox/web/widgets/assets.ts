/**
 * The widgets' own files. In a checkout they come from their npm packages (development dependencies); what needs
 * bundling is bundled once by esbuild into node_modules/.cache. A built package carries them all beside this module.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InstrumentError, SetupError } from '../../../model/errors.ts';
import type { WidgetName } from '../behaviour.ts';
import { packageFolder } from './widget.ts';

/** Folders that are served as they are, by the name under which a built package keeps them. */
const FOLDERS: Record<string, { package: string; folder: string }> = {
  rocketchat: { package: '@rocket.chat/livechat', folder: 'build' },
};

/** Single files that are served as they are. */
const FILES: Record<string, { package: string; file: string }> = {
  'flowise.js': { package: 'flowise-embed', file: 'dist/web.js' },
  'deepchat.js': { package: 'deep-chat', file: 'dist/deepChat.bundle.js' },
};

/** Our glue between a framework's widget and the sandbox: the packages that it needs, and a stylesheet of the first. */
const BUNDLES: Record<string, { packages: string[]; style?: string }> = {
  chatbotify: { packages: ['react-chatbotify', 'react', 'react-dom'], style: 'dist/style.css' },
  botpress: { packages: ['@botpress/webchat', 'react', 'react-dom'], style: 'dist/style.css' },
  'beautiful-chat': { packages: ['vue3-beautiful-chat', 'vue'], style: 'dist/vue3-beautiful-chat.css' },
  parlant: {
    packages: ['parlant-chat-react', 'react', 'react-dom'],
    style: 'dist/parlant-chat-react.css',
  },
  chatscope: {
    packages: ['@chatscope/chat-ui-kit-styles', '@chatscope/chat-ui-kit-react', 'react', 'react-dom'],
    style: 'dist/default/styles.min.css',
  },
  'advanced-chat': { packages: ['vue-advanced-chat', 'vue'] },
};

const built = fileURLToPath(new URL('../assets/', import.meta.url));
const glue = fileURLToPath(new URL('../browser/', import.meta.url));

/** Throws SetupError when what a widget needs is neither built nor installed, so that it is said before anything runs. */
export function requireWidget(name: WidgetName): void {
  if (existsSync(join(built, name)) || existsSync(join(built, `${name}.js`))) return;
  const single = FOLDERS[name] ?? FILES[`${name}.js`];
  for (const needed of single ? [single.package] : BUNDLES[name]!.packages) packageFolder(needed);
}

/** A folder of a widget. Throws SetupError when its package is missing. */
export function folderOf(name: string): string {
  const kept = join(built, name);
  if (existsSync(kept)) return kept;
  const { package: from, folder } = FOLDERS[name]!;
  return join(packageFolder(from), folder);
}

const read = new Map<string, Buffer>();

/** A file of a widget that needs no bundling. */
export function fileOf(name: string): Buffer {
  const known = read.get(name);
  if (known) return known;
  const kept = join(built, name);
  const { package: from, file } = FILES[name]!;
  const bytes = readFileSync(existsSync(kept) ? kept : join(packageFolder(from), file));
  read.set(name, bytes);
  return bytes;
}

const bundling = new Map<string, Promise<Buffer>>();

/** A bundled widget: one script that carries its styles. Rejects with SetupError when a package is missing. */
export function bundleOf(name: string): Promise<Buffer> {
  const known = bundling.get(name);
  if (known) return known;
  const made = readOrBundle(name);
  bundling.set(name, made);
  made.catch(() => bundling.delete(name));
  return made;
}

async function readOrBundle(name: string): Promise<Buffer> {
  const kept = join(built, `${name}.js`);
  if (existsSync(kept)) return readFileSync(kept);
  const { packages, style } = BUNDLES[name]!;
  const versions = packages.map(
    (p) => JSON.parse(readFileSync(join(packageFolder(p), 'package.json'), 'utf8')).version as string,
  );
  const entry = join(glue, `${name}.js`);
  const sources = [entry, join(glue, 'desk-client.js'), join(glue, 'own-form.js')].map((f) =>
    readFileSync(f, 'utf8'),
  );
  const digest = createHash('sha256')
    .update(JSON.stringify([versions, sources]))
    .digest('hex');
  const cache = join(packageFolder('react'), '..', '.cache', 'doorbell-widgets');
  const file = join(cache, `${name}-${digest.slice(0, 16)}.js`);
  if (existsSync(file)) return readFileSync(file);
  mkdirSync(cache, { recursive: true });
  const own = `${file}.${process.pid}`;
  await bundle(entry, own, style && join(packageFolder(packages[0]!), style));
  // Two processes may make the same bundle; the last one wins with the same bytes.
  renameSync(own, file);
  return readFileSync(file);
}

async function bundle(entry: string, outfile: string, style: string | undefined): Promise<void> {
  const esbuild = await import('esbuild').catch(() => {
    throw new SetupError(
      'the sandbox\'s chats need the npm package esbuild: run "npm ci" (it is a development dependency)',
    );
  });
  try {
    await esbuild.build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      minify: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      logLevel: 'silent',
      loader: {
        '.css': 'text',
        '.png': 'dataurl',
        '.svg': 'dataurl',
        '.woff': 'dataurl',
        '.woff2': 'dataurl',
        '.ttf': 'dataurl',
        '.mp3': 'dataurl',
      },
      ...(style ? { alias: { 'widget-style': style } } : {}),
      define: { 'process.env.NODE_ENV': '"production"' },
    });
  } catch (error) {
    rmSync(outfile, { force: true });
    throw new InstrumentError(
      'widget-bundle',
      `the chat widget ${basename(entry)} could not be bundled: ${error}`,
    );
  }
}

/** Writes everything into a folder, for the built package: `assets/` beside `widgets/`, with the licences of all. */
export async function writeAssets(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(FOLDERS))
    cpSync(folderOf(name), join(folder, name), { recursive: true, filter: (f) => !f.endsWith('.map') });
  for (const [name, from] of Object.entries(FILES))
    cpSync(join(packageFolder(from.package), from.file), join(folder, name));
  for (const name of Object.keys(BUNDLES)) writeFileSync(join(folder, `${name}.js`), await bundleOf(name));
  const packages = new Set(
    [...Object.values(FOLDERS), ...Object.values(FILES)]
      .map((from) => from.package)
      .concat(Object.values(BUNDLES).flatMap((b) => b.packages)),
  );
  writeFileSync(join(folder, 'LICENCES.txt'), [...packages].map(licenceOf).join('\n\n'));
}

function licenceOf(name: string): string {
  const from = packageFolder(name);
  const { version, license } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const file = readdirSync(from).find((f) => /^licen[cs]e/i.test(f));
  return `${name} ${version} (${license})\n${file ? readFileSync(join(from, file), 'utf8') : ''}`;
}
