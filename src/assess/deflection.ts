/** Where a reply sends the asker instead of answering (codebook.md). */
import type { Finding } from '../model/assessment.ts';
import type { Deflection, Facet } from '../model/vocabulary.ts';
import { isButtons, isChoice, listsLinks, offersChoices } from './choices.ts';
import { type CompiledPack, matchStatement } from './compiled.ts';
import { demandsIn } from './demands.ts';
import { blanked } from './injection.ts';
import { PLACEHOLDERS } from './phrases.ts';
import { readingPacks } from './reading/compiled.ts';
import { findingOn, type ReadUnit, type ReplyText, sentencesOf } from './reply-text.ts';

/** In one sentence the more particular way counts: "apply on our site" is an application, not the site. */
const PRECEDENCE = ['application', 'phone', 'office', 'other-channel', 'website'] as const;

export interface Sent {
  deflection: Deflection;
  findings: Finding[];
}
const NOWHERE: Sent = { deflection: 'none', findings: [] };

/** `unanswered`: asked facets that the reply leaves open. With none open a link or number stands beside an answer. */
export function deflectionOf(reply: ReplyText, unanswered: readonly Facet[]): Sent {
  if (unanswered.length === 0) return NOWHERE;
  const open = unanswered.join(', ');
  const menu = hasMenu(reply);
  for (const unit of sentencesOf(reply)) {
    const demanding = demandsIn(unit);
    const line = menu ? lineOf(reply, unit) : '';
    if (menu && unit.text.length < MENU_LINE && isChoice(line)) continue;
    const text = isButtons(line) ? unit.text.replace(BUTTON, ' ') : unit.text;
    for (const pack of unit.packs) {
      if (unit.packs.some((p) => p.optionalContact?.test(unit.text))) continue;
      for (const kind of PRECEDENCE) {
        // A call-back needs a number; other demands are no way elsewhere. A procedure is an answer.
        for (const s of pack.deflection.find(([k]) => k === kind)?.[1] ?? []) {
          // A demand in another clause takes nothing back.
          // Who must log in to see it is sent to the site.
          const logIn = kind === 'website' && asksToLogIn(unit);
          if (demanding && kind !== 'phone' && !logIn && !s.clause) continue;
          if (matchStatement(text, s) && !(kind === 'application' && saysHowToApply(pack, unit.text))) {
            return sent(reply, unit, kind, s.id, `Sends the asker elsewhere while ${open} stays unanswered.`);
          }
        }
      }
    }
  }
  return sentSomewhere(reply, open);
}

/** A link that is an address to write to is another channel, not the site. */
function sent(
  reply: ReplyText,
  unit: ReadUnit,
  kind: (typeof PRECEDENCE)[number],
  rule: string,
  reason: string,
): Sent {
  const where = kind === 'website' && isByMail(reply, unit) ? 'other-channel' : kind;
  return { deflection: where, findings: [findingOn(reply, unit, 'deflection', where, rule, reason)] };
}

/** "[Apply]", "【申请】". */
const BUTTON = /[[【][^\]】[【\n]{1,20}[\]】]/gu;

/** The choices of a menu are no places to be sent to. */
const hasMenu = (reply: ReplyText): boolean =>
  sentencesOf(reply).some((u) =>
    u.packs.some((p) => p.responder.some(([k, r]) => k === 'menu' && r.test(u.text))),
  ) || offersChoices(blanked(reply.text, reply.injections));

const ADDRESS = /[\w.+-]{1,64}@[\w-]{1,63}\.\w/;
const PAGE = /https?:|www\.|(?<![@\w.-])[\w-]{1,63}\.[a-z]{2,}/;

/** The only link in the sentence is an address to write to. */
function isByMail(reply: ReplyText, unit: ReadUnit): boolean {
  const raw = reply.text.slice(unit.start, unit.end);
  return ADDRESS.test(raw) && !PAGE.test(raw.replace(/[\w.+-]{1,64}@[\w.-]{1,99}/g, ''));
}

/** A longer line of a reply with a menu is a sentence. */
const MENU_LINE = 30;

/** A topic to choose: short, a question, or a row of buttons. */
const isTopic = (reply: ReplyText, unit: ReadUnit): boolean =>
  unit.text.length < MENU_LINE || /[?？]/.test(unit.text) || isButtons(lineOf(reply, unit));

const lineOf = (reply: ReplyText, unit: ReadUnit): string => {
  const start = reply.text.lastIndexOf('\n', unit.start) + 1;
  return reply.text.slice(start, unit.end);
};

const asksToLogIn = (unit: ReadUnit): boolean =>
  unit.packs.some((p) => p.personalData.some(([k, r]) => k === 'login-or-otp' && r.test(unit.text)));

/** An instruction in one breath with a place: no phrase of the packs fits, yet the asker is told where to go. */
function sentSomewhere(reply: ReplyText, open: string): Sent {
  const menu = hasMenu(reply);
  for (const unit of sentencesOf(reply)) {
    if (unit.question || demandsIn(unit)) continue;
    if (menu && isTopic(reply, unit)) continue;
    const packs = unit.packs.filter((p) => !p.optionalContact?.test(unit.text));
    const told = readingPacks(packs.map((p) => p.code)).some(
      (r) => r.lists.nextStep?.test(unit.text) && !r.lists.notNextStep?.test(unit.text),
    );
    const known = packs.some((p) => p.tells?.test(unit.text));
    if (!told && !known) continue;
    const places = placesIn(unit.text, packs);
    for (const kind of places)
      for (const pack of packs)
        if (
          pack.destinations.some(([k, r]) => k === kind && r.test(unit.text)) &&
          !packs.some((p) => answersSomething(p, unit.text))
        ) {
          const rule = `${pack.code}.destination.${kind}`;
          return sent(
            reply,
            unit,
            kind,
            rule,
            `Tells the asker to go elsewhere while ${open} stays unanswered.`,
          );
        }
  }
  const linked = sentencesOf(reply).find((u) => u.text.includes(PLACEHOLDERS.link));
  const only = sentencesOf(reply).length === 1 && linked !== undefined && BARE_LINK.test(linked.text);
  const articles = only || listsLinks(blanked(reply.text, reply.injections)) ? linked : undefined;
  if (!articles) return NOWHERE;
  return sent(
    reply,
    articles,
    'website',
    'deflection.articles',
    `Names articles to read while ${open} stays unanswered.`,
  );
}

/** Kinds of places that a sentence names, the one that counts first: a number beside a messenger's name is that messenger's. */
function placesIn(text: string, packs: readonly CompiledPack[]): (typeof PRECEDENCE)[number][] {
  const named = (kind: Deflection, among: string): boolean =>
    packs.some((p) => p.destinations.some(([k, r]) => k === kind && r.test(among)));
  const wordless = text.replaceAll(PLACEHOLDERS.phone, ' ');
  return PRECEDENCE.filter(
    (kind) =>
      named(kind, text) && !(kind === 'phone' && named('other-channel', text) && !named('phone', wordless)),
  );
}

/** Nothing but a name and its link. */
const BARE_LINK = new RegExp(`^[^:：]{3,60}[:：]\\s?${PLACEHOLDERS.link}+[.!。\\s]*$`, 'u');

/** A procedure answers how to apply: it sends nobody away. */
const saysHowToApply = (pack: CompiledPack, text: string): boolean =>
  pack.facets.some(([f, list]) => f === 'how-to-apply' && list.some((s) => matchStatement(text, s) !== null));

/** An instruction that is itself an answer: how to pay back, how to apply. */
const answersSomething = (pack: CompiledPack, text: string): boolean =>
  pack.facets.some(([, list]) => list.some((s) => !s.paragraph && matchStatement(text, s) !== null));
