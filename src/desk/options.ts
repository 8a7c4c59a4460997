/** What the desk is given. It knows fieldwork's actions; the rest of the house comes as functions. */
import type { Hono } from 'hono';
import type { DeskWork } from '../fieldwork/desk-work.ts';
import type { Recorder } from '../fieldwork/ports.ts';
import type { ExportReading } from '../model/evidence.ts';
import type { PlannedProbe } from '../model/plan.ts';
import type { DeskSettings } from '../model/settings.ts';
import type { AssistedChannel } from '../model/vocabulary.ts';
import type { Draw } from './draw.ts';
import type { Gate } from './guard/gate.ts';
import type { Page } from './page.ts';

/** A link that opens a lender's chat. */
export interface ChatLink {
  href: string;
  /** The question stands in the input box; otherwise it is copied by hand. */
  prefilled: boolean;
  /** The account as a person would write it. */
  shown: string;
}

export interface DeskOptions {
  settings: DeskSettings;
  gate: Gate;
  work: DeskWork;
  /** Shown names of lenders by id. */
  lenders: ReadonlyMap<string, string>;
  /** `text` '' opens the chat alone. Null where no link leads to it. */
  link: (kind: AssistedChannel, address: string, text: string) => ChatLink | null;
  /** Null when the export can be read; else one clear sentence that says what is wrong with it. */
  problemOfExport: (bytes: Uint8Array, reading: ExportReading) => string | null;
  /** The probe's private address: an exported chat that is mailed there is read as this chat's. */
  mailTo: (probe: PlannedProbe) => string;
  recorder?: Recorder | undefined;
  /** The coding bench: pages under /coding, behind the same login and guards, drawn in the same frame. */
  coding?: ((draw: Draw) => Hono<Page>) | undefined;
}
