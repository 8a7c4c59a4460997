/** One visit to a web chat as raw evidence: what was shown, when, on which side; no conclusion about its worth. */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { Instant } from './scalars.ts';

/** Who a message is from, as far as the page tells: ourselves, a machine that says so, a person or what looks like one, the widget. */
export const ChatSide = z.enum(['own', 'bot', 'agent', 'system']);
export type ChatSide = z.infer<typeof ChatSide>;

export const ChatMessage = z.strictObject({
  at: Instant.describe('When it was put into the page, by the page’s clock tied to ours.'),
  shownTime: z.string().max(60).optional().describe('The time printed beside it, word for word.'),
  side: ChatSide,
  sideBy: z
    .string()
    .max(80)
    .describe('By what the side was told, e.g. "recipe", "aria", "geometry", "name".'),
  author: z.string().max(120).optional().describe('The name shown with it.'),
  text: z.string().max(20_000),
  choices: z.array(z.string().max(200)).max(30).optional().describe('Buttons offered with it.'),
  before: z.boolean().describe('Stood there before our question: belongs to no response.'),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** What became of a visit. `asked` and `offline-form` are sends; the rest is what kept us from asking. */
export const ChatOutcome = z.enum([
  'asked',
  'offline-form',
  'gated',
  'no-chat',
  'dead',
  'blocked',
  'not-asked',
  'unknown',
  'revisited',
]);
export type ChatOutcome = z.infer<typeof ChatOutcome>;

export const PrechatField = z.strictObject({
  kind: z.enum(['name', 'email', 'phone', 'message', 'topic', 'consent', 'account', 'code', 'other']),
  label: z.string().max(200),
  required: z.boolean(),
  filled: z.boolean(),
});
export type PrechatField = z.infer<typeof PrechatField>;

export const ChatVisit = z.strictObject({
  format: z.literal('doorbell-chat/1'),
  visit: z.int().min(1).describe('1 is the conversation; later ones are revisits.'),
  url: z.string(),
  driven: z.enum(['recipe', 'unaided']),
  vendor: z.string().nullable().describe('Whose widget it is, when a fingerprint tells.'),
  startedAt: Instant,
  endedAt: Instant,
  clock: z
    .strictObject({ pageMinusOursMs: z.number(), driftMs: z.number() })
    .describe("How the page's clock stood to ours at the start, and how much that changed."),
  cookieBanner: z.enum(['none', 'refused', 'closed', 'left']),
  launcher: z.strictObject({ found: z.boolean(), by: z.string(), what: z.string().max(300) }).nullable(),
  prechat: z.array(PrechatField).max(40),
  pressed: z
    .array(z.string().max(200))
    .max(20)
    .describe('The words on everything that was pressed, in order.'),
  outcome: ChatOutcome,
  reason: z.string().max(500),
  askedAt: Instant.nullable().describe('When our question stood in the chat as our own message.'),
  messages: z.array(ChatMessage).max(500),
  handover: Instant.optional().describe('When the chat said that a person takes over.'),
  typing: z.array(z.strictObject({ from: Instant, to: Instant })).max(100),
  queue: z.array(z.strictObject({ at: Instant, text: z.string().max(300) })).max(50),
  rating: z.boolean().describe('It asked to be rated; we never rate.'),
  thanked: z.boolean(),
  ended: z.enum(['quiet', 'time', 'cap', 'closed-by-them', 'none', 'error']),
  persisted: z
    .enum(['yes', 'no', 'unknown'])
    .describe('Of a revisit: whether our question still stood in the chat.'),
  artifacts: z
    .array(z.strictObject({ what: z.enum(['dom', 'screenshot']), at: Instant, sha256: Sha256 }))
    .max(40),
});
export type ChatVisit = z.infer<typeof ChatVisit>;
