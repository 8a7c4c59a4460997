/** Names of natural persons on the lender's side: to be masked before anything is published (codebook.md). */
import type { Finding } from '../../model/assessment.ts';
import { foldText } from '../clean-text.ts';
import { PACKS } from '../languages/index.ts';
import { literal } from '../phrases.ts';
import { type ReplyText, spanOf } from '../reply-text.ts';
import { chineseNames, type Place } from './chinese-staff.ts';
import { type CompiledReading, readingPacks } from './compiled.ts';

const MOST = 5;
const NAME = "\\p{Lu}[\\p{Ll}'’ʼ]{1,20}(?:-\\p{Lu}\\p{Ll}{1,20})?";
/** A small picture. */
const PICTURE = '\\p{Extended_Pictographic}\\uFE0F?';
const FULL = `(?:\\p{Lu}\\. ?){0,2}${NAME}(?:[ ]${NAME}|[ ]\\p{Lu}(?![\\p{L}])\\.?){0,2}`;

/** `notStaff`: folded words that are the asker's or the lender's name. */
export function staffIn(
  reply: ReplyText,
  notStaff: readonly string[],
): { names: string[]; findings: Finding[] } {
  const packs = readingPacks(reply.packs.map((p) => p.code));
  const found = new Map<string, { start: number; end: number }>();
  const add = (start: number, end: number): void => {
    const name = reply.text.slice(start, end);
    if (found.size < MOST && !found.has(name) && isPerson(name, packs, notStaff))
      found.set(name, { start, end });
  };
  const person = (name: string): boolean => isPerson(name, packs, notStaff);
  for (const pack of packs)
    for (const at of pack.spaced ? introduced(reply, pack) : chineseNames(reply, pack.pack.staff, person))
      if (!ofBot(reply, at.start)) add(at.start, at.end);
  for (const at of signed(reply, packs, person)) add(at.start, at.end);
  for (const at of [
    ...fullNames(reply, packs),
    ...addressed(reply, packs),
    ...closingName(reply),
    ...absentees(reply),
  ])
    add(at.start, at.end);
  const names = [...found.keys()].filter((n) => ![...found.keys()].some((o) => o !== n && o.includes(n)));
  return {
    names,
    findings: names.map((name) => ({
      criterion: 'staff-name',
      value: name,
      rule: 'staff.name',
      reason: 'A person’s name: masked in everything that is published.',
      span: spanOf(reply.text, found.get(name)!.start, found.get(name)!.end),
    })),
  };
}

function isPerson(name: string, packs: readonly CompiledReading[], notStaff: readonly string[]): boolean {
  const folded = foldText(name);
  const words = folded.split(/[ .]+/).filter((w) => w !== '');
  if (words.some((w) => notStaff.some((own) => sameName(w, own)))) return false;
  // "Send, please, your number": the capital is the sentence's.
  return !packs.some((p) =>
    words.some(
      (w) => (w.length > 1 && p.pack.staff.notName.includes(w)) || (p.spaced && p.lists.nextStep?.test(w)),
    ),
  );
}

/** The same word up to its ending: "Олено" and "Олена". */
function sameName(a: string, b: string): boolean {
  // Latin letters: hardly any endings, many short names.
  const shared = Math.max(/^[a-z]+$/.test(a) ? 4 : 2, Math.min(a.length, b.length) - 1);
  return a === b || (a.slice(0, shared) === b.slice(0, shared) && Math.abs(a.length - b.length) < 3);
}

/** "My name is Olena", "менеджер Олена Коваль". */
function introduced(reply: ReplyText, pack: CompiledReading): Place[] {
  const intro = [...pack.pack.staff.intro]
    .sort((a, b) => b.length - a.length)
    .map(literal)
    .join('|');
  const out: Place[] = [];
  const folded = reply.folded;
  for (const m of folded.matchAll(new RegExp(`(?<![\\p{L}])(?:${intro})[ ,:–-]{1,3}`, 'gu'))) {
    const from = m.index + m[0].length;
    const name = new RegExp(`^${FULL}`, 'u').exec(reply.text.slice(from, from + 70));
    if (name && !ofBot(reply, from)) out.push({ start: from, end: from + name[0].length });
    if (out.length >= MOST) break;
  }
  return out;
}

/** "Мария Петровна": two or three capitalised words of which the last ends as only names do. */
function fullNames(reply: ReplyText, packs: readonly CompiledReading[]): Place[] {
  const endings = packs.flatMap((p) => p.pack.staff.endings).map(literal);
  if (endings.length === 0) return [];
  const named = new RegExp(
    `(?<![\\p{L}«"“])${NAME} (?:${NAME} )?\\p{Lu}\\p{Ll}{1,15}(?:${endings.join('|')})(?!\\p{L})`,
    'gu',
  );
  return [...reply.text.matchAll(named)]
    .slice(0, MOST)
    .map((m) => ({ start: m.index, end: m.index + m[0].length }));
}

/** "Marina, good evening": somebody else's mail names whom it is for. */
function addressed(reply: ReplyText, packs: readonly CompiledReading[]): Place[] {
  const m = ADDRESSED.exec(reply.text);
  if (!m) return [];
  const greets = (text: string): boolean =>
    packs.some((p) => p.spaced && p.lists.greeting?.exec(text)?.index === 0);
  if (greets(foldText(m[1]!)) || !greets(reply.folded.slice(m[0].length, m[0].length + 20))) return [];
  const start = m[0].indexOf(m[1]!);
  return [{ start, end: start + m[1]!.length }];
}

const ADDRESSED = new RegExp(`^\\s{0,4}(${NAME}(?: ${NAME})?), {1,2}`, 'u');

/** The name that closes a chat's one paragraph: "it opens at nine. Olena". */
function closingName(reply: ReplyText): Place[] {
  const text = reply.text.trimEnd();
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const m = CLOSING_NAME.exec(line.slice(-120));
  if (!m) return [];
  const end = text.length - (m[2] ?? m[4] ?? '').length;
  return [{ start: end - (m[1] ?? m[3])!.length, end }];
}

const CLOSING_NAME = new RegExp(
  `[\\p{L}\\d-]{3,}(?:[.!?…)]{1,3}|[.!?…)]{0,3} ?${PICTURE}) (${NAME}(?: ${NAME})?)([.!]?)$|\\d, (${NAME})([.!]?)$`,
  'u',
);

/** "Коваль Олена у відпустці", "Лисак О. В. is away": who opens a sentence that says that nobody is there, and who
 * is named behind a dash. */
const absentees = (reply: ReplyText): Place[] =>
  reply.units.flatMap((u) => {
    if (u.kind !== 'sentence') return [];
    if (!u.packs.some((p) => p.responder.some(([k, r]) => k === 'absence' && r.test(u.text)))) return [];
    const text = reply.text.slice(u.start, u.end);
    return [SUBJECT_NAME.exec(text), DEPUTY_NAME.exec(text)].flatMap((m) =>
      m ? [{ start: u.start + m.index, end: u.start + m.index + m[0].length }] : [],
    );
  });

const SUBJECT_NAME = new RegExp(`^(?:${NAME} ${NAME}|${NAME} \\p{Lu}\\.(?: ?\\p{Lu}\\.)?)(?= \\p{Ll})`, 'u');
/** "My clients: Олена Коваль". */
const DEPUTY_NAME = new RegExp(`(?<=[:–—-] )${NAME} ${NAME}(?![\\p{L}])`, 'u');

/** The sentence says that a machine speaks: its name is nobody's. */
const ofBot = (reply: ReplyText, at: number): boolean =>
  reply.units.some(
    (u) =>
      u.kind === 'sentence' &&
      u.start <= at &&
      at < u.end &&
      u.packs.some((p) => p.responder.some(([k, r]) => k === 'automation' && r.test(u.text))),
  );

/** A line of its own under the closing words, or the last one: "Theo", "Олена Коваль, менеджер", "Ravi from us". */
function signed(
  reply: ReplyText,
  packs: readonly CompiledReading[],
  person: (name: string) => boolean,
): Place[] {
  // What is ours, in a ticket's transcript below the answer, is blank in the masked text.
  const lines = [...reply.text.matchAll(/[^\n]+/g)].filter(
    (m) => m[0].trim() !== '' && reply.maskedAll.slice(m.index, m.index + m[0].length).trim() !== '',
  );
  const named = (line: string): boolean => {
    const hit = SIGNATURE.exec(line);
    return hit !== null && person(hit[1]!);
  };
  while (lines.length > 1 && isFooter(lines.at(-1)![0]) && !named(lines.at(-1)![0])) lines.pop();
  const roles = packs.flatMap((p) => p.pack.staff.intro);
  let closed = false;
  for (const [i, m] of lines.entries()) {
    const close = CLOSES.exec(foldText(m[0]));
    if (close) closed = true;
    if (!closed && (i < lines.length - 2 || (i === 0 && m[0].trim().length > 40))) continue;
    let text = close ? m[0].slice(close.index + close[0].length) : m[0];
    if (text.trim() === '') continue;
    // "... once per loan. Marta": the name behind the last sentence of all.
    const last =
      close || i < lines.length - 1 ? null : /(?<!\p{Lu})[.!?)…] (?=\p{Lu}[^.!?]*[.!]?$)/u.exec(text);
    if (last) text = text.slice(last.index + 2);
    const role = /^[-–—~*\s]{0,4}(\p{L}+)[ :]+(?=\p{Lu})/u.exec(text);
    if (role && roles.includes(foldText(role[1]!))) text = text.slice(role[0].length);
    const hit = SIGNATURE.exec(text);
    // The person stands above the company, and below "Thanks".
    if (hit && person(hit[1]!)) {
      const start = m.index + m[0].lastIndexOf(text) + hit[0].indexOf(hit[1]!);
      return [{ start, end: start + hit[1]!.length }];
    }
    const behind = BEHIND.exec(text.trimEnd());
    const name = behind?.[1] ?? behind?.[2];
    if (behind && name && person(name)) {
      const start = m.index + m[0].lastIndexOf(text) + behind[0].lastIndexOf(name);
      return [{ start, end: start + name.length }];
    }
  }
  return [];
}

const SIGNATURE = new RegExp(
  `^[-–—~*x\\s]{0,4}(${FULL})(?: x{1,3}$|[\\s.!]{0,3}(?:${PICTURE}|[:;]-?[()]{1,3}){0,3}\\s?)(?:$|[,|/(–—-].{0,60}$| (?:from|of|at|@|з|зі|із|из|с|от|від) [\\p{Lu}«"„].{0,40}$)`,
  'u',
);

/** "The Acorn team, Priya", "Ваша Волошка (Катерина)": a short line with the person behind the company; behind a
 * comma English has a town as often. */
const BEHIND = new RegExp(
  `^[-–—~*\\s]{0,4}[\\p{Lu}"«“][^\\d\\n,()]{1,40}(?:, (?=\\p{sc=Cyrillic})(${FULL})| \\((${FULL})\\))[.!]?(?: ?${PICTURE})?$`,
  'u',
);

const SIGN_OFF = PACKS.flatMap((p) => p.signOff).filter((s) => /\p{L}/u.test(s));

/** Closing words at the beginning of a line or behind a sentence; a name may stand in one line with them. */
const CLOSES = new RegExp(
  `(?:^\\s*|[.!?)] )(?:${[...SIGN_OFF]
    .sort((a, b) => b.length - a.length)
    .map((s) => literal(s.replace(/[,.]$/, '')))
    .join('|')})(?![\\p{L}])[\\s,.!:–-]*`,
  'u',
);

/** An address, a number, a rule, a legal sentence: what stands under the name. */
const isFooter = (line: string): boolean =>
  !/\p{L}/u.test(line) ||
  /^\s*["“«*_#=]/u.test(line) ||
  /[\d@|]|www\.|https?:/.test(line) ||
  (line.length > 60 && !SIGN_OFF.some((s) => foldText(line).trim().startsWith(s))) ||
  FOOTER.some((f) => foldText(line).trim().startsWith(f));

const FOOTER = PACKS.flatMap((p) => p.footer);
