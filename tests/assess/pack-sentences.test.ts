/** Every pack finds what its own sentences say: a further language brings its pack and its sentences, and no code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { assessMessage, type MessageVerdict } from '../../src/assess/assess-message.ts';
import { PACKS } from '../../src/assess/languages/index.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { Deflection, FACETS, Facet, PersonalData, Responder } from '../../src/model/vocabulary.ts';

const SIGNALS = {
  refusal: (v: MessageVerdict) => v.refusal,
  'over-promise': (v: MessageVerdict) => v.reading.overPromise,
  'no-over-promise': (v: MessageVerdict) => !v.reading.overPromise,
  'automation-disclosed': (v: MessageVerdict) => v.reading.automationDisclosed,
  greets: (v: MessageVerdict) => v.reading.greets,
  'next-step': (v: MessageVerdict) => v.reading.nextStep,
  'csat-prompt': (v: MessageVerdict) => v.reading.csatPrompt,
  'complaint-channel': (v: MessageVerdict) => v.reading.complaintChannel,
  injection: (v: MessageVerdict) => v.reading.injection,
};
type SignalName = keyof typeof SIGNALS;
const SIGNAL_NAMES = Object.keys(SIGNALS) as SignalName[];
const Sentence = z.strictObject({
  text: z.string(),
  facet: Facet.optional(),
  deflection: Deflection.optional(),
  data: z.array(PersonalData).optional(),
  signal: z.enum(SIGNAL_NAMES).optional(),
  responder: Responder.optional(),
  /** Since our message; four hours where it is not given. */
  latency_s: z
    .number()
    .positive()
    .default(4 * 3_600),
  /** What it must not be taken for. */
  not: z.array(z.union([Facet, z.enum(SIGNAL_NAMES)])).optional(),
});

async function assess(text: string, language: string, latencyS: number): Promise<MessageVerdict> {
  const raw = `From: a@lender.example\r\nSubject: Re: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
  return assessMessage(await parseMail(Buffer.from(raw)), {
    question: { language, subject: 'x', body: '' },
    asked: ['rate'],
    languages: PACKS.map((p) => p.code),
    latencyMs: latencyS * 1_000,
    live: false,
    inOurThread: true,
    sameForOthers: 0,
    names: [],
  });
}

for (const pack of PACKS)
  describe(`the sentences of ${pack.code}`, () => {
    const file = join(import.meta.dirname, 'pack-sentences', `${pack.code}.yml`);
    const sentences = z.array(Sentence).parse(parse(readFileSync(file, 'utf8')));
    it.each(sentences.map((s) => [s.text, s] as const))('%s', async (text, s) => {
      const verdict = await assess(text, pack.code, s.latency_s);
      if (s.facet) expect(verdict.answered).toContain(s.facet);
      if (s.deflection) expect(verdict.deflection).toBe(s.deflection);
      if (s.data) expect(verdict.personalData).toEqual([...s.data].sort());
      if (s.responder) expect(verdict.responder).toBe(s.responder);
      if (s.signal) expect(SIGNALS[s.signal](verdict)).toBe(true);
      for (const n of s.not ?? [])
        if (n in SIGNALS) expect(SIGNALS[n as SignalName](verdict), n).toBe(false);
        else expect(verdict.answered).not.toContain(n);
    });
    it('cover every facet, deflection and signal', () => {
      for (const f of FACETS)
        expect(
          sentences.some((s) => s.facet === f),
          f,
        ).toBe(true);
      for (const d of Deflection.options.filter((o) => o !== 'none'))
        expect(
          sentences.some((s) => s.deflection === d),
          d,
        ).toBe(true);
      for (const k of Object.keys(SIGNALS))
        expect(
          sentences.some((s) => s.signal === k),
          k,
        ).toBe(true);
    });
  });
