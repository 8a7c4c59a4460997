import { describe, expect, it } from 'vitest';
import { type Attribution, attribute } from '../../src/assess/attribution.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { triage } from '../../src/assess/triage.ts';
import type { AliasBase } from '../../src/model/alias.ts';
import { aPlan, aProbe } from '../support/plan.ts';
import { aCapture, BASE, PROBE, SENT } from './evidence.ts';
import { bounceMail, HARD_BOUNCE, type MailSpec, rawMail } from './mails.ts';

const plan = aPlan([
  aProbe(),
  aProbe({
    id: 'w1-other-email-first-loan',
    lender: 'other',
    token: 'zzzzzzzzzz',
    address: 'info@other.example',
  }),
]);

const owner = async (
  spec: MailSpec | Uint8Array,
  to: string,
  base: AliasBase = BASE,
): Promise<Attribution> => {
  const raw = spec instanceof Uint8Array ? spec : rawMail(spec);
  return attribute(aCapture(raw, SENT, { to }), await parseMail(raw), plan, base);
};
const STRANGE = 'postmaster@probe.example';

describe('a message is tied to its probe', () => {
  it('by the alias it came to, in any case, also where only To tells it', async () => {
    expect(await owner({ to: 'x@y.example' }, 'Anna.ABCDEFGHIJ@Probe.Example')).toEqual({
      kind: 'probe',
      probe: PROBE,
      by: ['alias'],
    });
    expect(await owner({ to: 'anna.abcdefghij@probe.example' }, STRANGE)).toEqual({
      kind: 'probe',
      probe: PROBE,
      by: ['alias'],
    });
  });

  it('by the plus alias of a single mailbox', async () => {
    const base = { domain: 'probe.example', mailbox: 'anna@mail.example' };
    expect(await owner({ to: 'x@y.example' }, 'anna+abcdefghij@mail.example', base)).toMatchObject({
      kind: 'probe',
      probe: PROBE,
    });
  });

  it('by the bounce envelope', async () => {
    expect(await owner({ to: 'x@y.example' }, 'b-abcdefghij@probe.example')).toMatchObject({
      probe: PROBE,
      by: ['bounce-envelope'],
    });
  });

  it('by a reference to our Message-ID', async () => {
    for (const header of ['In-Reply-To', 'References'])
      expect(
        await owner(
          { to: 'x@y.example', headers: { [header]: '<q@z.example> <abcdefghij.1@probe.example>' } },
          STRANGE,
        ),
      ).toEqual({ kind: 'probe', probe: PROBE, by: ['references'] });
  });

  it('by the original enclosed in a report', async () => {
    const found = await owner(bounceMail({ to: 'x@y.example' }), STRANGE);
    expect(found).toMatchObject({ kind: 'probe', probe: PROBE });
    expect((found as { by: string[] }).by).toContain('enclosed-original');
  });

  it('by our token in the text of a report without parts', async () => {
    const body = `Failure notice.\n\n${HARD_BOUNCE.split('message/rfc822')[1]}`;
    expect(await owner({ to: 'x@y.example', body }, STRANGE)).toMatchObject({
      kind: 'probe',
      probe: PROBE,
      by: ['serial-token'],
    });
  });

  it('by nothing that only looks like ours', async () => {
    expect(
      await owner({ to: 'x@y.example', from: 'a@stranger.example' }, 'info.qqqqqqqqqq@probe.example'),
    ).toEqual({ kind: 'none', suggestions: [] });
    expect(
      await owner({ to: 'x@y.example', from: 'a@stranger.example' }, 'anna.abcdefghij@elsewhere.example'),
    ).toEqual({ kind: 'none', suggestions: [] });
  });

  it('never by the sender alone', async () => {
    expect(await owner({ to: 'x@y.example', from: 'help@acme.example' }, STRANGE)).toEqual({
      kind: 'none',
      suggestions: [PROBE],
      exact: true,
    });
    expect(await owner({ to: 'x@y.example', from: 'ceo@other.example' }, STRANGE)).toEqual({
      kind: 'none',
      suggestions: ['w1-other-email-first-loan'],
    });
  });

  it('not at all where two signals disagree', async () => {
    const found = await owner(
      { headers: { References: '<zzzzzzzzzz.1@probe.example>' } },
      'anna.abcdefghij@probe.example',
    );
    expect(found).toEqual({
      kind: 'disputed',
      signals: [
        { by: 'alias', probe: PROBE },
        { by: 'references', probe: 'w1-other-email-first-loan' },
      ],
    });
  });
});

describe('what is ours is recognised', () => {
  const copy: MailSpec = {
    from: 'Anna <anna.abcdefghij@probe.example>',
    to: 'help@acme.example',
    messageId: '<abcdefghij.1@probe.example>',
  };
  it('a sent copy', async () => {
    expect(await owner(copy, 'anna.abcdefghij@probe.example')).toEqual({ kind: 'own-copy', probe: PROBE });
  });
  it('but not a stranger with our Message-ID', async () => {
    expect(
      await owner({ ...copy, from: 'x@stranger.example' }, 'anna.abcdefghij@probe.example'),
    ).toMatchObject({ kind: 'probe' });
  });
  it('a canary', async () => {
    expect(await owner({ to: 'c-mmmmmmmmmm@probe.example' }, 'c-mmmmmmmmmm@probe.example')).toEqual({
      kind: 'canary',
      token: 'mmmmmmmmmm',
    });
  });
});

describe('triage', () => {
  const kind = async (spec: MailSpec | Uint8Array, to = 'anna.abcdefghij@probe.example') => {
    const raw = spec instanceof Uint8Array ? spec : rawMail(spec);
    return triage(aCapture(raw, SENT, { to }), await parseMail(raw), plan, BASE);
  };
  const ARF =
    '--b\nContent-Type: text/plain\n\nThis is an abuse report.\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <abcdefghij.1@probe.example>\n\nHello\n\n--b--\n';

  it.each<[string, MailSpec | Uint8Array, string | null]>([
    ['reply', { body: 'Hi Anna, the rate is 1% per day.' }, PROBE],
    ['other', { body: 'Thank you for contacting us. Your request has been received, ticket #12345.' }, PROBE],
    ['bounce', bounceMail(), PROBE],
    ['other', bounceMail({ action: 'delayed', status: '4.4.1' }), PROBE],
    ['stop-request', { body: 'Please stop writing to us.' }, PROBE],
    ['complaint', { body: 'Your email is spam, we will contact the police.' }, PROBE],
    ['complaint', { type: 'multipart/report; report-type=feedback-report; boundary=b', body: ARF }, PROBE],
    ['own-copy', { from: 'anna.abcdefghij@probe.example', messageId: '<abcdefghij.1@probe.example>' }, PROBE],
  ])('calls it %s', async (expected, spec, probe) => {
    expect(await kind(spec)).toEqual({ probe, kind: expected });
  });

  it('takes a report of abuse seriously even where it names no probe', async () => {
    const spec = {
      to: 'abuse@probe.example',
      type: 'multipart/report; boundary=b',
      body: ARF.replace('abcdefghij.1@probe', 'abc@else'),
    };
    expect(await kind(spec, 'abuse@probe.example')).toEqual({ probe: null, kind: 'complaint' });
  });

  it('stops nothing for a stranger’s words', async () => {
    expect(
      await kind({ to: 'x@probe.example', body: 'Please stop writing to us.' }, 'x@probe.example'),
    ).toEqual({ probe: null, kind: 'other' });
  });

  it('does not take an answer about late payment for a threat', async () => {
    expect(
      await kind({
        body: 'If you are late we charge a fee of 10 USD, and after 60 days we take legal action.',
      }),
    ).toEqual({ probe: PROBE, kind: 'reply' });
  });
});
