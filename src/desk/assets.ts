/** The desk's own files, read once: style sheet, script, icon. */
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import type { Page } from './page.ts';

const FILES = {
  'desk.css': 'text/css',
  'desk.js': 'text/javascript',
  'coding.css': 'text/css',
  'coding.js': 'text/javascript',
  'icon.svg': 'image/svg+xml',
} as const;

export function assetRoutes(app: Hono<Page>): void {
  for (const [name, type] of Object.entries(FILES)) {
    const text = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    app.get(`/assets/${name}`, (c) =>
      c.body(text, 200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' }),
    );
  }
}
