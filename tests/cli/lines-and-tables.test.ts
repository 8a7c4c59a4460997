/** The readers under `assess` and `--codes`: lines, tables, and the way back from visible text to the given one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/assess/clean-text.ts';
import { askerNames, salutedName } from '../../src/cli/asker-names.ts';
import { csvRows } from '../../src/cli/csv-rows.ts';
import { readPersonCodes } from '../../src/cli/person-codes.ts';
import { spanMap } from '../../src/cli/span-map.ts';
import { type Line, textLines } from '../../src/cli/text-lines.ts';
import { temporaryFile } from './temporary.ts';

async function linesOf(content: string | Uint8Array): Promise<Line[]> {
  const read: Line[] = [];
  for await (const line of textLines(temporaryFile('x.txt', content))) read.push(line);
  return read;
}

describe('lines of a file', () => {
  it('are counted as editors count them, blank ones too, with any line end and none at the end', async () => {
    expect(await linesOf('\uFEFFa\r\n\n  \nb\nc')).toEqual([
      { number: 1, text: 'a\r' },
      { number: 4, text: 'b' },
      { number: 5, text: 'c' },
    ]);
    expect(await linesOf('')).toEqual([]);
  });

  it('come whole over the edges of what the disk gives at once', async () => {
    const line = 'Ставка 利率 '.repeat(9_000);
    const read = await linesOf(`${line}\n${line}!\n`);
    expect(read.map((l) => l.text)).toEqual([line, `${line}!`]);
  });

  it('too long or not UTF-8 are named, and what follows is read', async () => {
    const long = Buffer.alloc(40_000_001, 'x');
    const read = await linesOf(Buffer.concat([long, Buffer.from([10, 0xc3, 10]), Buffer.from('ok')]));
    expect(read).toEqual([
      { number: 1, text: null, problem: expect.stringContaining('40000000 bytes') },
      { number: 2, text: null, problem: 'is not UTF-8 text' },
      { number: 3, text: 'ok' },
    ]);
  });
});

describe('tables', () => {
  it('come back cell by cell, whatever stands in the cells', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', 'ж', ' ', '\t') });
    const row = fc.tuple(fc.constant('x'), cell, cell).map((r) => [...r]);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.constantFrom(',', ';', '\t'), (rows, separator) => {
        const head = ['a', 'b', 'c'];
        const text = [head, ...rows]
          .map((r) => r.map((c, i) => (i === 0 ? c : `"${c.replaceAll('"', '""')}"`)).join(separator))
          .join('\r\n');
        // The header decides what separates: it stands there without quotes.
        const plain = text.replace(/"b"(.)"c"/, 'b$1c');
        expect(csvRows(plain).rows.map((r) => r.cells)).toEqual([head, ...rows]);
      }),
    );
  });

  it('name the line of an open quote, and of text behind a closed one', () => {
    expect(csvRows('a,b\n1,"x\ny').problem).toEqual({
      line: 2,
      text: expect.stringContaining('never closed'),
    });
    expect(csvRows('a,b\n"1\n"x,2').problem).toEqual({
      line: 3,
      text: expect.stringContaining('closing quote'),
    });
    expect(csvRows('a,b\n\n,\n1,').rows.map((r) => [r.line, r.cells])).toEqual([
      [1, ['a', 'b']],
      [4, ['1', '']],
    ]);
  });
});

describe("a person's codes", () => {
  const known = [
    { probe: 'w1-a', evidence: `aa11${'0'.repeat(60)}` },
    { probe: 'w1-a', evidence: `aa22${'0'.repeat(60)}` },
    { probe: 'w1-b', evidence: `bb${'0'.repeat(62)}` },
  ];
  const read = (text: string) => readPersonCodes(new TextEncoder().encode(text), known);

  it('say yes or no of every facet once a list is given, and nothing where the cell is empty', () => {
    const { codes, problems } = read('probe,answered,personal_data,greets\nw1-b,rate term,none,\n');
    expect(problems).toEqual([]);
    const said = codes.get(`w1-b ${known[2]!.evidence}`)!;
    expect(said.get('facet:rate')).toBe(true);
    expect(said.get('facet:amount')).toBe(false);
    expect(said.get('personal_data:passport')).toBe(false);
    expect(said.has('greets')).toBe(false);
    expect([...said.keys()].length).toBe(23);
  });

  it('need more than a probe that got two replies', () => {
    expect(read('probe,greets\nw1-a,yes').problems[0]).toContain('2: 2 replies fit');
    expect(read('probe,evidence,greets\nw1-a,aa220000,yes').problems).toEqual([]);
    expect(read('probe,evidence,greets\nw1-b,aa220000,yes').problems[0]).toContain('no reply of the probe');
  });

  it.each([
    ['', 'no row'],
    ['probe,greats\nw1-b,yes', '1: unknown column "greats" (did you mean "greets"?)'],
    ['probe,greets,greets\nw1-b,yes,no', '1: column "greets" stands there twice'],
    ['probe,greets\nw1-b,maybe', '2: greets is "maybe"'],
    ['{"probe":"w1-b","greets":"yes"}', '1: greets is "yes"'],
    ['{"probe":"w1-b"}\n{', '2: is no JSON'],
    ['{"probe":"w1-b"}\n[]', '2: must be one JSON object'],
    ['{"probe":"w1-b","greats":true}', '1: greats unknown key (did you mean "greets"?)'],
    ['probe,evidence\n,zz', '2: evidence is "zz"'],
  ])('%j: %s', (text, told) => {
    const { problems, codes } = read(text);
    expect(problems.join('\n')).toContain(told);
    expect(codes.size).toBe(0);
  });

  it('not in UTF-8 are refused', () => {
    expect(readPersonCodes(Uint8Array.from([0x63, 0xe0, 0x0a]), known).problems).toEqual([
      'the file is not UTF-8 text',
    ]);
  });

  it('stop at twenty problems', () => {
    const rows = Array.from({ length: 500 }, () => 'w1-b,maybe').join('\n');
    expect(read(`probe,greets\n${rows}`).problems.length).toBe(20);
  });
});

describe('the way back to the given text', () => {
  it('finds the same words, whatever the reader took out', () => {
    const unit = fc.constantFrom(
      'a',
      'б',
      '利',
      ' ',
      '\u200b',
      '\u00ad',
      'e\u0301',
      '\r\n',
      '\n',
      '\u2028',
      '😀',
      '\t',
    );
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(), (given, x, y) => {
        const visible = cleanText(given);
        if (visible === '') return;
        const [start, end] = [x % visible.length, (y % visible.length) + 1].sort((a, b) => a - b);
        const letters = (s: string): string => cleanText(s).replace(/\s/g, '');
        const quote = visible.slice(start, end);
        // Half a character is no quotation.
        if (/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(quote) || letters(quote) === '') return;
        const at = spanMap(visible, given)({ start: start!, end: end! });
        if (at === null) {
          expect(quote).toMatch(/^\n|\n$/);
          return;
        }
        expect(letters(given.slice(at.start, at.end))).toBe(letters(quote));
      }),
      { numRuns: 2_000 },
    );
  });

  it('passes over quoted lines, and says when a stretch is not there', () => {
    const given = 'Hi\n> what is the rate?\n1% a day\n';
    const visible = 'Hi\n1% a day';
    const at = spanMap(visible, given)({ start: 3, end: 11 })!;
    expect(given.slice(at.start, at.end)).toBe('1% a day');
    expect(spanMap('nothing of it', given)({ start: 0, end: 7 })).toBeNull();
  });
});

describe('the name of the asker', () => {
  it.each([
    ['What is the rate?\n\nThanks,\nAnna Bondar', ['Anna Bondar', 'Anna', 'Bondar']],
    ['Яка ставка? Дякую, Анна', ['Анна']],
    ['请问利率是多少？谢谢！李安娜', ['李安娜']],
    ['Здравствуйте, меня зовут Анна, какая ставка?', ['Анна']],
    ['您好，我叫李安娜，请问利率', ['李安娜']],
    ['What is the rate? Thank you', []],
    ['Яка ставка? Дякую', []],
    ['请问利率是多少？谢谢', []],
    ['My name is anna and my rate', []],
    ['我想借钱，请问利率', []],
    ['what is the rate', []],
    ['', []],
  ])('%j: %j', (question, names) => {
    expect(askerNames(question)).toEqual(names);
  });
});

describe('whom a salutation names', () => {
  it.each([
    ['Dear ', 'Ms Marsh,\n\nThank you', 'Marsh'],
    ['Добрий день', ', пані Ірино. За кілька днів', 'Ірино'],
    ['Здравствуйте', ', Наталья!\nОтвечаю', 'Наталья'],
    ['Hello', ' and thank you for writing', undefined],
    ['Hello', ', I’m Anna, your manager', undefined],
    ['Dear', ' Valued Customer,', undefined],
    ['Здравствуйте', '! Ставка 1% в день.', undefined],
  ])('%s%s: %s', (salutation, after, name) => {
    const end = salutation.trimEnd().length;
    expect(salutedName(`${salutation.trimEnd()} ${after.trimStart()}`, { start: 0, end })).toBe(name);
  });

  it.each([
    ['Анна, ', 'здравствуйте', 'Анна'],
    ['李女士，', '您好', '李女士'],
    ['尊敬的客户，', '您好', undefined],
    ['Коллеги, ', 'доброе утро', undefined],
  ])('%s%s: %s', (before, salutation, name) => {
    const text = `${before}${salutation}!`;
    expect(salutedName(text, { start: before.length, end: text.length - 1 })).toBe(name);
  });
});
