/** A probe to send, as the plan would give it. */
import type { SendOrder } from '../../src/fieldwork/ports.ts';

export const anOrder = (
  change: { address?: string; token?: string; language?: string; at?: number; body?: string } = {},
): SendOrder => {
  const at = change.at ?? Date.now();
  const iso = new Date(at).toISOString();
  return {
    at,
    attempt: 1,
    persona: {
      id: 'anna',
      mailbox: 'anna',
      names: {
        en: { full: 'Anna Gordon', given: 'Anna', forms: [] },
        uk: { full: 'Анна Гордієнко', given: 'Анна', forms: [] },
        zh: { full: '王安娜', given: '安娜', forms: [] },
      },
    },
    text: {
      subject: 'A question about a small loan',
      body:
        change.body ?? 'Hello,\n\nwhat would 5 000 over 30 days cost me?\n.\n.. and a dot line.\n\n{name}\n',
    },
    probe: {
      id: 'w1-acme-email-first-loan',
      lender: 'acme',
      entity: 'acme',
      channel: 'email',
      address: change.address ?? 'help@lender.test',
      scenario: 'first-loan',
      asks: ['total-cost'],
      language: change.language ?? 'en',
      wording: 'a',
      persona: 'anna',
      slot: 'working-hours',
      sendAt: iso,
      sendBy: iso,
      token: change.token ?? 'k7q2m9xdab'.replace(/[019]/g, '3').replace('8', '4'),
    },
  };
};
