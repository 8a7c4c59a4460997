/** The house rules of design.md, section 3, held by reading every import under src/. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))
  .map((f) => join(src, f));

interface Import {
  file: string;
  room: string;
  /** Room, package or node: module that is imported. */
  target: string;
  path: string;
}

const roomOf = (path: string): string => relative(src, path).split('/')[0]!;

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^'";]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g,
    ),
  ].map((m) => m[1] ?? m[2]!);
  return specifiers.map((s) => {
    const path = s.startsWith('.') ? resolve(dirname(file), s) : s;
    const target = s.startsWith('.')
      ? path.startsWith(`${src}/`)
        ? roomOf(path)
        : 'outside'
      : s.startsWith('node:')
        ? s
        : s
            .split('/')
            .slice(0, s.startsWith('@') ? 2 : 1)
            .join('/');
    return {
      file: relative(root, file),
      room: roomOf(file),
      target,
      path: s.startsWith('.') ? relative(src, path) : s,
    };
  });
}

const imports = files.flatMap(importsOf);
const rooms = [
  'model',
  'plan',
  'fieldwork',
  'channels',
  'store',
  'assess',
  'ranking',
  'report',
  'desk',
  'sandbox',
  'cli',
];
const offenders = (bad: (i: Import) => boolean) =>
  imports.filter(bad).map((i) => `${i.file} imports ${i.path}`);

describe('the dependency rule: arrows point down to model; only cli knows everybody', () => {
  it('reads the whole house', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(100);
    expect([...new Set(imports.map((i) => i.room))].sort()).toEqual([...rooms].sort());
  });

  const allowed: Record<string, string[]> = {
    model: ['model'],
    plan: ['model', 'plan'],
    assess: ['model', 'assess'],
    ranking: ['model', 'ranking'],
    report: ['model', 'report'],
    desk: ['model', 'fieldwork', 'desk'],
    fieldwork: ['model', 'plan', 'fieldwork'],
    channels: ['model', 'channels', 'fieldwork'],
    store: ['model', 'store', 'fieldwork'],
    sandbox: ['model', 'sandbox', 'fieldwork'],
    cli: rooms,
  };
  for (const [room, may] of Object.entries(allowed))
    it(`${room} imports only ${may.join(', ')}`, () => {
      expect(
        offenders((i) => i.room === room && rooms.includes(i.target) && !may.includes(i.target)),
      ).toEqual([]);
    });

  it('channels, store and sandbox know fieldwork by its ports alone', () => {
    expect(
      offenders(
        (i) =>
          ['channels', 'store', 'sandbox'].includes(i.room) &&
          i.target === 'fieldwork' &&
          i.path !== 'fieldwork/ports.ts',
      ),
    ).toEqual([]);
  });

  it('one channel never imports another', () => {
    expect(
      offenders((i) => {
        const mine = i.file.split('/')[2];
        const theirs = i.path.split('/')[1];
        // Tools that channels share, and no channels themselves.
        const tools = ['browser', 'upkeep'];
        return (
          i.room === 'channels' && i.target === 'channels' && theirs !== mine && !tools.includes(theirs!)
        );
      }),
    ).toEqual([]);
  });
});

describe('each package has its room', () => {
  const homes: Record<string, string[]> = {
    nodemailer: ['channels', 'sandbox'],
    'smtp-server': ['channels', 'sandbox'],
    imapflow: ['channels'],
    '@observablehq/plot': ['report'],
    linkedom: ['report'],
    grammy: ['channels'],
    'playwright-core': ['channels'],
    '@crawlee/basic': ['channels'],
    '@crawlee/utils': ['channels'],
    undici: ['channels'],
    'drizzle-orm': ['store'],
    'better-sqlite3': ['store'],
    commander: ['cli'],
    hono: ['desk'],
    '@hono/node-server': ['desk'],
    uqr: ['desk'],
    'file-type': ['desk'],
    'postal-mime': ['assess', 'sandbox'],
    eld: ['assess'],
    'email-reply-parser': ['assess'],
    htmlparser2: ['assess'],
    'whatsapp-chat-parser': ['assess'],
  };
  for (const [name, where] of Object.entries(homes))
    it(`${name} only in ${where.join(' and ')}`, () => {
      expect(imports.some((i) => i.target === name)).toBe(true);
      expect(offenders((i) => i.target === name && !where.includes(i.room))).toEqual([]);
    });
});

describe('the pure rooms', () => {
  const pure = ['model', 'plan', 'assess', 'ranking', 'report'];

  // Reads the packs that are shipped beside it, once, when it loads: a further language is a file, and no line of code.
  const LOADS_PACKS = 'src/assess/languages/shipped.ts';
  const PACK_INDEXES = ['', 'reading/', 'rubric/'].map((d) => `src/assess/languages/${d}index.ts`);

  it('import nothing of Node but node:crypto for digests', () => {
    expect(
      offenders(
        (i) =>
          pure.includes(i.room) &&
          i.target.startsWith('node:') &&
          i.target !== 'node:crypto' &&
          !(i.file === LOADS_PACKS && i.target === 'node:fs'),
      ),
    ).toEqual([]);
  });

  it('load packs of languages in their three indexes only', () => {
    const loaders = imports.filter((i) => join('src', i.path) === LOADS_PACKS).map((i) => i.file);
    expect(loaders.sort()).toEqual(PACK_INDEXES);
  });

  it('have no clock, chance, environment, network or timers', () => {
    const effects =
      /\bDate\.now\(|new Date\(\)|\bMath\.random\(|\bprocess\.[a-z]|\bperformance\.|\bfetch\(|\bsetTimeout\(|\bsetInterval\(|DateTime\.(now|local|utc)\(\)/;
    const guilty = files
      .filter((f) => pure.includes(roomOf(f)))
      .flatMap((f) =>
        readFileSync(f, 'utf8')
          .split('\n')
          .map((line, i) => ({
            line: line.replace(/\/\/.*|^\s*\*.*|\/\*.*/, ''),
            at: `${relative(root, f)}:${i + 1}`,
          }))
          .filter(({ line }) => effects.test(line))
          .map(({ at, line }) => `${at}: ${line.trim()}`),
      );
    expect(guilty).toEqual([]);
  });

  it('only cli reads the environment', () => {
    const guilty = files.filter(
      (f) => roomOf(f) !== 'cli' && /\bprocess\.[a-z]env\b/.test(readFileSync(f, 'utf8')),
    );
    expect(guilty.map((f) => relative(root, f))).toEqual([]);
  });
});
