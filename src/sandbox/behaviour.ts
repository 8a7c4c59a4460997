/** How a simulated lender behaves, as data: `behaviours.yml`, or a list that a test makes up. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Slug } from '../model/scalars.ts';
import { Disposition, Facet, Language } from '../model/vocabulary.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A stretch of time, e.g. "90s", "15m", "26h"; parsed to ms. At most 30 days. */
export const Duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a number with ms, s, m, h or d, e.g. "15m"')
  .transform((text) => {
    const [, amount, unit] = /^([\d.]+)(\w+)$/.exec(text)!;
    return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  })
  .refine((ms) => ms <= 30 * UNIT_MS.d, 'must be at most 30d');

const Spread = z.number().min(0).max(2).default(0.4).describe('Standard deviation of the logarithm.');

/** How long after the question was accepted. */
export const Delay = z.union([
  z.strictObject({ fixed: Duration }),
  z.strictObject({ between: z.tuple([Duration, Duration]) }).describe('Uniform.'),
  z.strictObject({ median: Duration, spread: Spread }).describe('Lognormal.'),
  z
    .strictObject({ office: Duration, spread: Spread })
    .describe('Lognormal, counted only in the hours that the lender claims for e-mail, else Mon-Fri 9-18.'),
]);
export type Delay = z.infer<typeof Delay>;

export const HeaderSet = z.enum([
  'auto-replied',
  'auto-generated',
  'x-autoreply',
  'precedence-bulk',
  'suppress',
  'list',
]);
export type HeaderSet = z.infer<typeof HeaderSet>;

/** What the mail looks like, apart from what it says. */
export const MailShape = z.strictObject({
  from: z.enum(['lender', 'ticket']).optional().describe('`ticket`: a help desk at another domain.'),
  threading: z.enum(['kept', 'dropped']).optional().describe('Whether In-Reply-To and References are set.'),
  subject: z.enum(['reply', 'ticket']).optional().describe('`ticket`: rewritten, ours is lost.'),
  headers: z.array(HeaderSet).optional().describe('Automatic-looking headers, deserved or not.'),
  body: z.enum(['text', 'html', 'both']).optional(),
  charset: z.enum(['utf-8', 'koi8-r', 'windows-1251', 'gb18030']).optional(),
  quote: z.enum(['none', 'gmail', 'outlook', 'mailru', 'qq']).optional().describe('Our text below theirs.'),
  disclaimer: z.boolean().optional(),
  sentFrom: z.boolean().optional().describe('A "sent from my phone" line instead of a signature.'),
});
export type MailShape = z.infer<typeof MailShape>;

const common = { delay: Delay, mail: MailShape.optional() };

export const Action = z.discriminatedUnion('send', [
  z.strictObject({
    send: z.literal('answer'),
    facets: z
      .union([z.enum(['all', 'first', 'rest']), z.array(Facet)])
      .default('all')
      .describe('Which of the asked facets it answers; `rest` is all but the first.'),
    by: z.enum(['human', 'bot']).default('human'),
    ...common,
  }),
  z.strictObject({
    send: z.literal('acknowledgement'),
    wording: z
      .enum(['declared', 'plain'])
      .default('declared')
      .describe('Whether it says that it is automatic.'),
    ...common,
  }),
  z.strictObject({ send: z.literal('out-of-office'), ...common }),
  z.strictObject({ send: z.literal('menu').describe('A bot that only points to the site.'), ...common }),
  z.strictObject({
    send: z.literal('deflection'),
    to: z.enum(['phone', 'website', 'application', 'office']),
    ...common,
  }),
  z.strictObject({ send: z.literal('refusal'), ...common }),
  z.strictObject({
    send: z.literal('demand').describe('Name, birth date, passport photo first.'),
    ...common,
  }),
  z.strictObject({ send: z.literal('complaint').describe('"Stop writing to us".'), ...common }),
  z.strictObject({ send: z.literal('marketing'), ...common }),
  z.strictObject({ send: z.literal('stray').describe("Somebody else's mail to our alias."), ...common }),
  z.strictObject({
    send: z.literal('bounce'),
    kind: z
      .enum(['hard', 'late', 'soft', 'delayed'])
      .describe('`hard`, `soft`, `delayed`: from our relay; `late`: from their server, which had accepted.'),
    ...common,
  }),
]);
export type Action = z.infer<typeof Action>;

export const Script = z.strictObject({
  disposition: Disposition.describe(
    'The truth when everything comes by the deadline or, if declared so, after it.',
  ),
  does: z.array(Action).max(10),
});
export type Script = z.infer<typeof Script>;

/** What a lender's numbers are, in the currency of its own language. */
export const Facts = z.strictObject({
  least: z.number().describe('Smallest loan.'),
  limit: z.number().describe("A new customer's largest loan."),
  rate: z.number().describe('Per cent a day.'),
  days: z.number().describe('Longest term.'),
  sum: z.number().describe('The sum of the worked example over 30 days.'),
  fee: z.number().describe('Charge for a late payment.'),
});
export type Facts = z.infer<typeof Facts>;

export const LenderBehaviour = z.strictObject({
  about: z.string().min(3).max(300).describe('What it does, in one line.'),
  ...Script.shape,
  tone: z.enum(['formal', 'plain']).default('formal'),
  language: Language.optional().describe('Answers in this one whatever it is asked in.'),
  facts: Facts.partial().default({}),
  contradicts: z
    .array(Facet)
    .default([])
    .describe('Facets on which its answers contradict the terms that it publishes.'),
  mail: MailShape.default({}),
  nth: z
    .record(z.string().regex(/^[1-9]\d?$/), Script)
    .default({})
    .describe('Instead of the above for the n-th message that it gets.'),
  scenarios: z.record(Slug, Script).default({}).describe('Instead of the above for one scenario.'),
});
export type LenderBehaviour = z.infer<typeof LenderBehaviour>;

export const Behaviours = z.strictObject({
  lenders: z.record(Slug, LenderBehaviour).default({}),
  otherwise: LenderBehaviour.optional().describe('Any lender that is not listed.'),
});
export type Behaviours = z.infer<typeof Behaviours>;

/** The behaviours of the sandbox market. */
export function sandboxBehaviours(): Behaviours {
  return Behaviours.parse(parse(readFileSync(new URL('behaviours.yml', import.meta.url), 'utf8')));
}

/** The script for a lender's `nth` message (from 1), about this scenario or an unknown one. */
export function scriptFor(behaviour: LenderBehaviour, nth: number, scenario: string | null): Script {
  return (
    behaviour.nth[String(nth)] ??
    (scenario === null ? undefined : behaviour.scenarios[scenario]) ?? {
      disposition: behaviour.disposition,
      does: behaviour.does,
    }
  );
}
