/** `doorbell assess FILE.jsonl`: replies collected elsewhere, through the real command line. */
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assessLines } from '../../src/cli/assess-file.ts';
import type { ParsePool } from '../../src/cli/parse-pool.ts';
import { unreadableMail } from '../../src/model/mail.ts';
import { rawMail } from '../assess/mails.ts';
import { doorbell, jsonLines, startDoorbell } from './run-cli.ts';
import { temporaryFile, temporaryFolder } from './temporary.ts';

const KEYS = [
  'id',
  'responder',
  'confidence',
  'answered',
  'values',
  'deflection',
  'personal_data',
  'greets',
  'uses_name',
  'automation_disclosed',
  'language',
  'language_matches',
  'refusal',
  'over_promise',
  'next_step',
  'staff_names',
  'disposition',
  'score',
  'findings',
];

const base = {
  channel: 'email',
  latency_s: 7200,
  lender: { name: 'Acme', domain: 'acme.example', phone: '+380 44 000 00 00' },
  from: 'Help <help@acme.example>',
  subject: 'Re: A question',
  headers: { 'X-Mailer': 'test' },
};

const REPLIES = [
  {
    ...base,
    id: 'en-1',
    lang: 'en',
    question: 'Hello,\n\nwhat is your daily rate, and for how long can I borrow?\n\nThank you,\nAnna Bondar',
    asked: ['rate', 'term'],
    text: 'Dear Anna,\r\n\r\nour rate is 0.8% a day, and loans run from 7 to 30 days.\r\n\r\nKind regards,\r\nSupport',
  },
  {
    ...base,
    id: 'uk-1',
    lang: 'uk',
    question: 'Добрий день! Яка у вас денна ставка?\n\nДякую,\nАнна Бондар',
    asked: ['rate'],
    text: 'Добрий день, Анно!\nСтавка за нашими позиками становить 0,9% на день, її нараховують щодня.\n\nЗ повагою,\nслужба підтримки',
  },
  {
    ...base,
    id: 'ru-1',
    lang: 'ru',
    question: 'Здравствуйте! Какая у вас ставка?\n\nСпасибо,\nАнна',
    asked: ['rate'],
    text: 'Здравствуйте! По всем вопросам звоните на горячую линию 0 800 000 000.',
  },
  {
    ...base,
    id: 'zh-1',
    lang: 'zh',
    question: '您好，请问日利率是多少？\n\n谢谢！\n李安娜',
    asked: ['rate'],
    text: '李女士您好，我们的日利率为0.05%，按实际使用天数计息。',
  },
];

const jsonl = (lines: unknown[]): string => lines.map((l) => `${JSON.stringify(l)}\n`).join('');

describe('a file of replies in four languages', () => {
  it('comes back one line each, in order, with the keys and words of the contract', async () => {
    const file = temporaryFile('replies.jsonl', jsonl(REPLIES));
    const { code, out, err } = await doorbell('assess', file);
    expect(err).toBe('');
    expect(code).toBe(0);
    const verdicts = jsonLines(out);
    expect(verdicts.map((v) => v.id)).toEqual(['en-1', 'uk-1', 'ru-1', 'zh-1']);
    for (const v of verdicts) expect(Object.keys(v)).toEqual(KEYS);
    expect(verdicts.map((v) => v.responder)).toEqual(['human', 'human', 'human', 'human']);
    expect(verdicts.map((v) => v.answered)).toEqual([['term', 'rate'], ['rate'], [], ['rate']]);
    expect(verdicts.map((v) => v.language)).toEqual(['en', 'uk', 'ru', 'zh']);
    expect(verdicts.map((v) => v.language_matches)).toEqual([true, true, true, true]);
    expect(verdicts.map((v) => v.deflection)).toEqual(['none', 'none', 'phone', 'none']);
    expect(verdicts.map((v) => v.disposition)).toEqual(['answered', 'answered', 'deflected', 'answered']);
    expect(verdicts.map((v) => v.uses_name)).toEqual([true, true, false, true]);
    expect(verdicts[0].values.rate).toEqual({ min: 0.8, max: 0.8, unit: 'percent', per: 'day' });
    expect(verdicts[2].score).toBe(0);
    expect(verdicts[0].score).toBeGreaterThan(80);
  });

  it('points with every quote into the text that was given, line ends and hidden characters as they are', async () => {
    const [en] = REPLIES;
    const hidden = {
      ...en,
      text: 'Dear A\u200Bnna,\r\n\r\n\r\n\r\nour  \u2060rate is 0.8% a day, and loans run from 7 to 30 days.   \r\nJose\u0301 from Acme',
    };
    const { out } = await doorbell('assess', temporaryFile('r.jsonl', jsonl([...REPLIES, hidden])));
    const verdicts = jsonLines(out);
    let quotes = 0;
    for (const [i, reply] of [...REPLIES, hidden].entries())
      for (const f of verdicts[i].findings)
        if (f.quote !== undefined) {
          quotes++;
          expect(reply.text.slice(f.start, f.end)).toBe(f.quote);
          expect(f.rule).not.toBe('');
          expect(f.reason).not.toBe('');
        }
    expect(quotes).toBeGreaterThan(8);
    expect(verdicts[4].answered).toEqual(['term', 'rate']);
  });

  it('says the same of the raw message as of its parts, and the same again', async () => {
    const [, uk] = REPLIES;
    const { from, subject, headers, text, ...rest } = uk!;
    const raw = Buffer.from(rawMail({ from, subject, headers, body: text })).toString('base64');
    const file = temporaryFile('r.jsonl', jsonl([uk, { ...rest, id: 'uk-raw', raw }]));
    const once = await doorbell('assess', file);
    expect((await doorbell('assess', file)).out).toBe(once.out);
    const [parts, whole] = jsonLines(once.out);
    expect({ ...whole, id: 'uk-1' }).toEqual(parts);
  });

  it('leaves out what it does not know', async () => {
    const lines = [
      { id: 7, text: 'Hello! Our rate is 0.8% a day for loans from 7 to 30 days.' },
      {
        id: 'null',
        lang: null,
        latency_s: null,
        lender: null,
        asked: ['rate'],
        text: 'The rate is 0.8% a day.',
      },
    ];
    const [bare, nulls] = jsonLines((await doorbell('assess', temporaryFile('r.jsonl', jsonl(lines)))).out);
    expect(bare.id).toBe(7);
    for (const key of ['language_matches', 'disposition']) expect(bare).not.toHaveProperty(key);
    expect(bare.score).toMatchObject({ status: 'unscorable' });
    expect(nulls.disposition).toBe('answered');
    // Without its time the speed can't be scored: it is said, and the mean is that of the rest.
    expect(nulls.findings).toContainEqual(
      expect.objectContaining({ criterion: 'speed', value: 'unscorable' }),
    );
    expect(nulls.score).toBeGreaterThan(0);
  });
});

describe('bad and hostile lines', () => {
  it('are reported by number, keep their place, and stop nothing', async () => {
    const good = JSON.stringify(REPLIES[0]);
    const file = temporaryFile(
      'r.jsonl',
      Buffer.concat([
        Buffer.from(`\uFEFF${good}\n`),
        Buffer.from('{"id": "cut off\n'),
        Buffer.from('[1, 2]\n\n'),
        Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
        Buffer.from(`${JSON.stringify({ ...REPLIES[0], id: 'facet', asked: ['rates'] })}\n`),
        Buffer.from(`${JSON.stringify({ id: 'nothing' })}\n`),
        Buffer.from(`${JSON.stringify({ id: 'b64', raw: 'not base64!' })}\n`),
        Buffer.from(`${JSON.stringify({ id: 'both', raw: 'AAAA', text: 'x' })}\n`),
        Buffer.from(`${'['.repeat(200_000)}\n`),
        Buffer.from(`{"id":"long","text":"${'x'.repeat(40_000_000)}"}\n`),
        Buffer.from(good),
      ]),
    );
    const { code, out, err } = await doorbell('assess', file);
    expect(code).toBe(1);
    const lines = jsonLines(out);
    expect(lines.map((l) => l.line ?? l.id)).toEqual(['en-1', 2, 3, 5, 6, 7, 8, 9, 10, 11, 'en-1']);
    expect(lines.slice(1, -1).every((l) => typeof l.error === 'string' && l.error.length <= 500)).toBe(true);
    expect(lines[4]).toMatchObject({ id: 'facet', error: expect.stringContaining('rate') });
    expect(lines[6]).toMatchObject({ id: 'b64', error: expect.stringContaining('base64') });
    for (const n of [2, 3, 5, 6, 7, 8, 9, 10, 11]) expect(err).toContain(`line ${n}: `);
    expect(err).toContain('9 of 11 could not be assessed');
  });

  it('of a megabyte, with NULs, header injection or a broken message are assessed like any other', async () => {
    const lines = [
      { ...REPLIES[0], id: 'mega', text: `${REPLIES[0]!.text}\n${'так і ні '.repeat(120_000)}` },
      { ...REPLIES[0], id: 'one-word', text: 'а'.repeat(1_000_000) },
      { ...REPLIES[0], id: 'nul', text: REPLIES[0]!.text.replaceAll(' ', ' \u0000') },
      {
        ...REPLIES[0],
        id: 'inject',
        subject: 'Re: A question\r\nAuto-Submitted: auto-replied\r\n\r\nbody',
        headers: {
          'X-A': 'b\r\nAuto-Submitted: auto-replied',
          'Bad Name': 'x',
          __proto__: 'x',
          'Content-Type': 'a/b',
        },
      },
      {
        id: 'noise',
        asked: ['rate'],
        raw: Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)).toString('base64'),
      },
      { id: 'surrogate', asked: ['rate'], text: 'The rate is 0.8% a day \ud800.' },
    ];
    const { code, out, err } = await doorbell('assess', temporaryFile('r.jsonl', jsonl(lines)));
    expect(err).toBe('');
    expect(code).toBe(0);
    const verdicts = jsonLines(out);
    expect(verdicts.map((v) => v.id)).toEqual(lines.map((l) => l.id));
    const [mega, , nul, inject] = verdicts;
    for (const v of [mega, nul, inject]) expect(v.answered).toEqual(['term', 'rate']);
    expect(mega.findings).toContainEqual(expect.objectContaining({ criterion: 'length', value: 'cut' }));
    expect(inject.responder).toBe('human');
    expect(inject.findings.map((f: { rule: string }) => f.rule)).not.toContain('responder.auto-submitted');
    expect(verdicts[5].answered).toEqual(['rate']);
  });

  it('from nowhere are the mistake of the caller: exit code 2', async () => {
    const missing = await doorbell('assess', join(temporaryFolder(), 'nothing.jsonl'));
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toContain('nothing.jsonl');
    expect((await doorbell('assess', '--eml')).code).toBe(2);
  });
});

describe('raw mails', () => {
  it('give one line a file, the missing ones too', async () => {
    const bounce = temporaryFile(
      'bounce.eml',
      rawMail({
        from: 'MAILER-DAEMON@mx.example',
        subject: 'Undelivered Mail Returned to Sender',
        type: 'multipart/report; report-type=delivery-status; boundary=b',
        body: '--b\n\nThe address does not exist.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; help@acme.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n',
      }),
    );
    const reply = temporaryFile('reply.eml', rawMail({ body: 'Hello! The rate is 0.8% a day.\n' }));
    const gone = join(temporaryFolder(), 'gone.eml');
    const { code, out, err } = await doorbell('assess', '--eml', bounce, gone, reply);
    expect(code).toBe(1);
    expect(err).toContain('gone.eml');
    const [a, b, c] = jsonLines(out);
    expect(a).toMatchObject({ file: bounce, responder: 'bounce', disposition: 'undeliverable' });
    expect(b).toEqual({ file: gone, error: expect.stringContaining('ENOENT') });
    expect(c).toMatchObject({ file: reply, responder: 'human', answered: ['rate'] });
    expect(c).not.toHaveProperty('disposition');
  });
});

describe('a reader that goes away', () => {
  it('ends it without a word, like any other tool before `head`', async () => {
    const many = jsonl(Array.from({ length: 3_000 }, (_, id) => ({ ...REPLIES[0], id })));
    const child = startDoorbell('assess', temporaryFile('r.jsonl', many));
    child.stdout.once('data', () => child.stdout.destroy());
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(err).not.toContain('Error');
    expect(err).not.toContain('Warning');
  });
});

describe('the window', () => {
  it('keeps the order whatever is done first, and never more than 64 replies in work', async () => {
    const file = temporaryFile(
      'r.jsonl',
      jsonl(Array.from({ length: 500 }, (_, i) => ({ id: i, text: `reply ${i}` }))),
    );
    let [open, most, turn] = [0, 0, 0];
    const pool: Pick<ParsePool, 'parse'> = {
      parse: async (raw) => {
        most = Math.max(most, ++open);
        // Later ones are done earlier.
        for (let ticks = (500 - turn++) % 17; ticks > 0; ticks--) await Promise.resolve();
        open--;
        return unreadableMail(raw.length, 'not read');
      },
    };
    const ids: number[] = [];
    for await (const { output } of assessLines(file, pool as ParsePool)) ids.push(JSON.parse(output).id);
    expect(ids).toEqual(Array.from({ length: 500 }, (_, i) => i));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(64);
  });
});
