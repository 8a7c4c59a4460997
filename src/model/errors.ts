/**
 * The only two errors that Doorbell throws on purpose (design.md, rule 3). What a lender does is never one of them.
 */

/** The user can fix it: one clear sentence that names the file, line or field and what would be right. Exit code 2. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** Our own instrument failed. It is stored on the probe, makes it `invalid`, and is counted in public. */
export class InstrumentError extends Error {
  override readonly name = 'InstrumentError';
  /** A stable word for counting, e.g. `imap-unreachable`, `disk-full`. */
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
