/** How a lender behaved to one question, beyond its score: for the findings about the market. Facts, without words. */
import { z } from 'zod';
import { Deflection, PersonalData, Responder } from './vocabulary.ts';

/** Why an advertised door did not take our question. */
export const DoorFailure = z.enum([
  'refused-at-once',
  'hard-bounce',
  'mailbox-full',
  'soft-bounce',
  'door-closed',
  'no-account',
  'gated',
  'blocked',
]);
export type DoorFailure = z.infer<typeof DoorFailure>;

/** The moment of asking against the hours that the lender claims for this door. */
export const AgainstHours = z.enum(['inside', 'outside', 'none-claimed', 'unreadable']);
export type AgainstHours = z.infer<typeof AgainstHours>;

export const Conduct = z.strictObject({
  servedBy: Responder.optional().describe('What wrote the first substantive reply.'),
  deflections: z.array(Deflection).describe('Where replies in time sent the asker instead; never `none`.'),
  personalData: z
    .array(PersonalData)
    .describe('What replies in time demanded before an answer, in the order of the vocabulary.'),
  overPromise: z.boolean().describe('A reply in time guarantees approval, or money for everyone.'),
  failure: DoorFailure.optional(),
  asked: AgainstHours,
  claimsAlways: z.boolean().describe('The hours claimed for the door are all hours of all days.'),
});
export type Conduct = z.infer<typeof Conduct>;

/** How much a lender gets to know by a kind of personal data: how to reach, who it is, what can be misused. */
export const DATA_LEVELS = ['contact', 'person', 'identity'] as const;
export const DataLevel = z.enum(DATA_LEVELS);
export type DataLevel = z.infer<typeof DataLevel>;

export const LEVEL_OF_DATA: Record<PersonalData, DataLevel> = {
  phone: 'contact',
  'full-name': 'contact',
  'date-of-birth': 'person',
  address: 'person',
  income: 'person',
  passport: 'identity',
  'tax-id': 'identity',
  card: 'identity',
  'photo-of-document': 'identity',
  'login-or-otp': 'identity',
};
