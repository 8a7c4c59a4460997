/** A line of a page cut into sentences, without breaking figures. */
export function sentencesOf(line: string): string[] {
  const out: string[] = [];
  let start = 0;
  for (const m of line.matchAll(/[.!?…](?=\s+[\p{Lu}\d"«“(])|[。！？；]/gu)) {
    const end = m.index + 1;
    const before = line.slice(Math.max(0, m.index - 4), m.index);
    // "грн.", "no.", "p.a.": the full stop of a short word ends nothing when a figure follows.
    if (m[0] === '.' && /(?:^|\s)\p{L}{1,3}$/u.test(before) && /^\s+\d/.test(line.slice(end))) continue;
    out.push(line.slice(start, end).trim());
    start = end;
  }
  out.push(line.slice(start).trim());
  return out.filter((s) => s !== '');
}
