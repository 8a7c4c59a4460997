/** Faults that no round of the loop can outlive. */
import type { InstrumentError } from '../model/errors.ts';

/** Faults after which nothing can be recorded any more. */
const LEDGER_FAULTS = new Set([
  'disk-full',
  'disk-failed',
  'ledger-damaged',
  'ledger-changed',
  'ledger-busy',
  'ledger-closed',
  'evidence-missing',
  'evidence-changed',
]);

export const isLedgerFault = (error: InstrumentError): boolean => LEDGER_FAULTS.has(error.code);
