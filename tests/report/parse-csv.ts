/** RFC 4180, strictly: CRLF ends every record, quotes only around whole fields. Throws on anything else. */
export function parseCsv(text: string): Record<string, string>[] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) throw new Error(`not RFC 4180 at ${field.lastIndex}`);
    records.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\r\n') records.push([]);
    else if (match[3] === '') throw new Error('the last record has no end');
  }
  records.pop();
  const [head, ...rows] = records;
  return rows.map((row, n) => {
    if (row.length !== head!.length)
      throw new Error(`record ${n + 2} has ${row.length} fields, not ${head!.length}`);
    return Object.fromEntries(head!.map((name, i) => [name, row[i]!]));
  });
}
