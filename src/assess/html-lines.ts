/** Puts the pieces of an HTML text on lines as a browser would, and keeps apart which lines are quoted. */

export interface TextLines {
  put(text: string, quoted: boolean, preformatted: boolean): void;
  /** A line break that is meant (`<br>`). */
  lineEnd(): void;
  /** At least so many line ends before what comes next. */
  breakTo(ends: 1 | 2): void;
  space(): void;
  /** Stands before the next text: a list's bullet or number. */
  mark(prefix: string): void;
  /** Something unquoted was put. */
  anyText(): boolean;
  result(): { own: string; all: string };
}

export function textLines(): TextLines {
  const lines: { text: string; quoted: boolean }[] = [];
  let pieces: string[] = [];
  let inQuote = false;
  let ends = 0;
  let spaced = true;
  let prefix = '';
  let own = false;

  const flush = (): void => {
    if (pieces.length > 0) lines.push({ text: pieces.join(''), quoted: inQuote });
    pieces = [];
    for (let i = 1; i < ends; i++) lines.push({ text: '', quoted: inQuote });
    ends = 0;
    spaced = true;
  };
  const word = (text: string, quoted: boolean): void => {
    const blank = /^[ \t\r\n\f]*$/.test(text);
    if (blank && (ends > 0 || pieces.length === 0)) return;
    if (ends > 0 || quoted !== inQuote) {
      flush();
      inQuote = quoted;
    }
    const starts = /^[ \t\r\n\f]/.test(text);
    // Not trimStart: a no-break space is meant.
    const trimmed = spaced && starts ? text.replace(/^[ \t\r\n\f]+/, '') : text;
    if (trimmed === '') return;
    if (prefix !== '') pieces.push(prefix);
    prefix = '';
    pieces.push(trimmed);
    spaced = /[ \t\r\n\f]$/.test(trimmed);
    if (!quoted) own = true;
  };
  return {
    put(text, quoted, preformatted) {
      if (!preformatted) return word(text.replace(/[ \t\r\n\f]+/g, ' '), quoted);
      text.split('\n').forEach((line, i) => {
        if (i > 0) ends++;
        if (line !== '') word(line, quoted);
      });
    },
    lineEnd() {
      ends++;
    },
    breakTo(least) {
      if (pieces.length > 0 || lines.length > 0) ends = Math.max(ends, least);
    },
    space() {
      if (!spaced && ends === 0) {
        pieces.push(' ');
        spaced = true;
      }
    },
    mark(text) {
      prefix = text;
    },
    anyText: () => own,
    result() {
      ends = 0;
      flush();
      const all = lines.map((l) => (l.quoted ? `> ${l.text}` : l.text)).join('\n');
      return { own: lines.flatMap((l) => (l.quoted ? [] : [l.text])).join('\n'), all };
    },
  };
}
