/** What each real widget needs of the sandbox: a place in the page, and a backend that speaks its protocol. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SetupError } from '../../../model/errors.ts';
import type { WidgetName } from '../behaviour.ts';
import type { Desk } from '../desk.ts';
import type { Exchange, Host } from '../http.ts';

export interface Site {
  desk: Desk;
  /** The vendor's host for this site, e.g. larkmoor-loans.rocketchat.chat-vendor.example. */
  vendorHost: string;
  /** Whether the backend breaks every connection at this moment. */
  dead(): boolean;
}

export interface Widget {
  /** HTML that a site puts before </body>, as the vendor's instructions say. */
  snippet(site: Site): string;
  /** The vendor's host for one site. */
  host(site: Site): Host;
}

export const vendorHostOf = (lender: string, widget: WidgetName): string =>
  `${lender}.${widget}.chat-vendor.example`;

/** Text safe inside a <script> and inside an attribute that a template quotes with ". */
export const inScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028');

/** The path without its leading slash. */
export const pathOf = ({ url }: Exchange): string => url.pathname.replace(/^\/+/, '');

/** The folder of an npm package among our development dependencies. Throws SetupError when it is not installed. */
export function packageFolder(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const path = join(folder, name);
    try {
      readFileSync(join(path, 'package.json'));
      return path;
    } catch {
      // Further up, then.
    }
  }
  throw new SetupError(
    `the sandbox's chat needs the npm package ${name}: run "npm ci" (it is a development dependency)`,
  );
}
