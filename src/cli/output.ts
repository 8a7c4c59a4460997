/** How commands speak: results on standard output, progress and remarks on standard error. */
import { styleText } from 'node:util';

/** Prints a result: as JSON with --json, else as text. */
export function print(options: { json?: boolean | undefined }, value: unknown, text: () => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(value, null, 2) : text()}\n`);
}

/** A remark for the person at the terminal. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** One line that is rewritten in place on a terminal, and printed at most every `quietMs` elsewhere. */
export function liveLine(quietMs = 5000): { show(line: string): void; end(): void } {
  const tty = process.stderr.isTTY === true;
  let last = 0;
  let shown = '';
  return {
    show(line) {
      const now = performance.now();
      if (tty) {
        const width = process.stderr.columns ?? 100;
        if (now - last < 50) return;
        process.stderr.write(`\r\x1b[2K${line.slice(0, width - 1)}`);
      } else {
        if (now - last < quietMs || line === shown) return;
        process.stderr.write(`${line}\n`);
      }
      last = now;
      shown = line;
    },
    end() {
      if (tty && shown !== '') process.stderr.write('\r\x1b[2K');
    },
  };
}

export const bold = (text: string): string => styleText('bold', text);

/** Columns padded to the widest cell; a full-width (Chinese) character counts as two. */
export function table(rows: string[][]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell + ' '.repeat(Math.max(0, widths[i]! - widthOf(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function widthOf(text: string): number {
  let width = 0;
  for (const c of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(c)
        ? 2
        : 1;
  return width;
}
