/** Comma-separated values as people's spreadsheets write them (RFC 4180; semicolons and tabs too), with line numbers. */

export interface CsvRow {
  /** The line on which the row begins, from 1. */
  line: number;
  cells: string[];
}

/**
 * The first row decides what separates cells: comma, semicolon or tab. Quoted cells may hold all of them, line ends and
 * doubled quotes. Rows without any text are passed over. `problem` names the first line that is no CSV, if there is one.
 */
export function csvRows(text: string): { rows: CsvRow[]; problem?: { line: number; text: string } } {
  const separator = separatorOf(text.slice(0, text.search(/[\r\n]|$/)));
  const rows: CsvRow[] = [];
  let [line, begun, at] = [1, 1, 0];
  let cells: string[] = [];
  const endRow = (): void => {
    if (cells.some((c) => c.trim() !== '')) rows.push({ line: begun, cells });
    cells = [];
  };
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      const opened = line;
      const close = closingQuote(text, at + 1);
      if (close < 0) return { rows, problem: { line: opened, text: 'a quote is opened and never closed' } };
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      line += lineEnds(cell);
      at = close + 1;
      if (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r')
        return { rows, problem: { line, text: 'text stands after a closing quote' } };
    } else {
      const end = nextOf(text, at, separator);
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (at >= text.length) break;
    if (text[at] === separator) {
      at++;
      if (at >= text.length) cells.push('');
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
    endRow();
    begun = line;
  }
  endRow();
  return { rows };
}

function separatorOf(head: string): string {
  const count = (s: string): number => head.split(s).length;
  return [',', ';', '\t'].reduce((best, s) => (count(s) > count(best) ? s : best));
}

/** Where the quoted cell ends that begins at `from`; -1 for nowhere. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function nextOf(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

const lineEnds = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0;
