import { describe, expect, test } from 'vitest';
import { loadStudy } from '../../src/cli/study/load.ts';
import { folder, LENDERS, SCENARIO, SETTINGS, swap, WAVE } from './fixtures.ts';

const SECOND = SCENARIO.replaceAll('first-loan', 'second').replaceAll('anna', 'berta');

const chats = swap(WAVE, '[email]', '[telegram]');
const desk = `${SETTINGS}desk:\n  operators:\n    - { name: Olena, timeZone: Europe/Kyiv }\n`;
const telegramAt = (address: string): string =>
  `      - kind: telegram\n        address: '${address}'\n        seenAt: https://acme.example/contacts\n        seenOn: 2026-09-01\n`;
const telegramOf = (address: string): string => LENDERS + telegramAt(address);
const twoOf = (one: string, two: string): string =>
  `${telegramOf(one)}${LENDERS.slice(LENDERS.indexOf('  - id: acme\n'), LENDERS.indexOf('      - kind'))
    .replace('id: acme', 'id: other')
    .replace('name: Acme', 'name: Other')}${telegramAt(two)}`;

async function told(files: Parameters<typeof folder>[0]): Promise<string> {
  const dir = await folder(files);
  return loadStudy(dir).then(
    () => '',
    (error: Error) => error.message.replaceAll(`${dir}/`, ''),
  );
}

test.each<[string, Parameters<typeof folder>[0], string | RegExp]>([
  [
    'a scenario in a file of another name',
    { 'scenarios/first-loan.yml': swap(SCENARIO, 'id: first-loan', 'id: other') },
    'scenarios/first-loan.yml:1:5: id: is "other", must be "first-loan" as the file is called first-loan.yml',
  ],
  [
    'one persona in two scenarios',
    { 'scenarios/second.yml': swap(SECOND, 'id: berta', 'id: anna') },
    'scenarios/second.yml:7:7: persona.id: "anna" is also in first-loan.yml: each scenario brings a persona of its own',
  ],
  [
    'one mailbox in two scenarios',
    { 'scenarios/second.yml': swap(SECOND, 'mailbox: berta', 'mailbox: anna') },
    /^scenarios\/second\.yml:8:12: persona\.mailbox: "anna" is also in first-loan\.yml/,
  ],
  [
    'a lender asked in a language without texts',
    { 'lenders.yml': swap(LENDERS, '[uk, en]', '[zh, uk]') },
    /^scenarios\/first-loan\.yml:13:3: texts: has no "zh", the language in which lender acme is asked\nscenarios\/first-loan\.yml:10:5: persona\.names: has no "zh"/,
  ],
  [
    'a channel that is never tried',
    { 'wave.yml': swap(WAVE, '[email]', '[email, phone]') },
    /^wave\.yml:7:\d+: channels\.1: "phone" may be listed in lenders\.yml and is never called: .*; take it out$/,
  ],
  [
    'an address that is no account of its messenger',
    { 'lenders.yml': telegramOf('call us'), 'wave.yml': chats, 'settings.yml': desk },
    /^lenders\.yml:18:\d+: lenders\.0\.channels\.1\.address: is "call us", which names no account of telegram: must be "@name", /,
  ],
  ['the same in a wave that does not use that messenger', { 'lenders.yml': telegramOf('call us') }, ''],
  [
    'an account of its messenger',
    { 'lenders.yml': telegramOf('t.me/acme_example'), 'wave.yml': chats, 'settings.yml': desk },
    '',
  ],
  [
    'a messenger without a desk',
    { 'lenders.yml': telegramOf('@acme_example'), 'wave.yml': chats },
    /^settings\.yml:1:1: desk: is missing: wave\.yml has telegram, where a person presses Send; name the operators, /,
  ],
  [
    'a messenger without settings',
    { 'lenders.yml': telegramOf('@acme_example'), 'wave.yml': chats, 'settings.yml': null },
    /^settings\.yml: /,
  ],
  [
    'one account behind two lenders, written in two ways',
    {
      'lenders.yml': twoOf('@Acme_Example', 'https://t.me/acme_example'),
      'wave.yml': chats,
      'settings.yml': desk,
    },
    /^lenders\.yml:\d+:\d+: lenders\.1\.channels\.0\.address: "https:\/\/t\.me\/acme_example" is also an address of lender acme \(line 18\): one account may stand behind two lenders only if/,
  ],
  [
    'one phone behind two lenders on two messengers',
    {
      'lenders.yml': twoOf('+380 00 123-45-67', '+380001234567').replace(
        /kind: telegram\n(.*)4567/,
        'kind: viber\n$14567',
      ),
      'wave.yml': swap(WAVE, '[email]', '[telegram, viber]'),
      'settings.yml': desk,
    },
    /is also an address of lender acme/,
  ],
  [
    'an exclusion of nobody',
    { 'wave.yml': `${WAVE}exclude:\n  - { lender: acne, reason: closed }\n` },
    'wave.yml:14:15: exclude.0.lender: "acne" is not in lenders.yml (did you mean "acme"?)',
  ],
  [
    'an exclusion given twice',
    {
      'wave.yml': `${WAVE}exclude:\n  - { lender: acme, reason: closed }\n  - { lender: acme, reason: closed }\n`,
    },
    'wave.yml:15:15: exclude.1.lender: "acme" is listed twice',
  ],
  [
    'a scenario that is not there',
    { 'wave.yml': `${WAVE}scenarios: [first-loan, frist-loan]\n` },
    'wave.yml:13:25: scenarios.1: "frist-loan" is not in scenarios/ (did you mean "first-loan"?)',
  ],
  [
    'a wave that ends before it starts',
    { 'wave.yml': swap(WAVE, '2026-11-15', '2026-10-04') },
    'wave.yml:4:7: ends: is 2026-10-04, before starts (2026-10-05): must be the same day or a later one',
  ],
  [
    'a time of day that is none',
    { 'wave.yml': swap(WAVE, "'18:00'", "'18.00'") },
    /^wave\.yml:9:\d+: slots\.0\.to: is "18\.00", must be a local time of day, e\.g\. "09:00"$/,
  ],
  [
    'a channel seen on the first day of the wave',
    { 'lenders.yml': swap(LENDERS, 'seenOn: 2026-09-01', 'seenOn: 2026-10-05') },
    'lenders.yml:15:17: lenders.0.channels.0.seenOn: is "2026-10-05", must be before the wave starts (2026-10-05 in wave.yml): a channel must have been seen before it is tried',
  ],
  ['a channel seen on the day before', { 'lenders.yml': swap(LENDERS, '2026-09-01', '2026-10-04') }, ''],
  [
    'an exclusion of nobody, for no reason, and a channel that is none',
    { 'wave.yml': `${swap(WAVE, '[email]', '[mail]')}exclude:\n  - { lender: acne, reason: x }\n` },
    /^wave\.yml:7:12: channels\.0: is "mail", .*\nwave\.yml:14:\d+: exclude\.0\.reason: is "x", must have at least 3 characters\nwave\.yml:14:15: exclude\.0\.lender: "acne" is not in lenders\.yml \(did you mean "acme"\?\)$/,
  ],
  [
    'an exclusion whose lender is no id is told once',
    { 'wave.yml': `${WAVE}exclude:\n  - { lender: Acme Ltd, reason: closed }\n` },
    /^wave\.yml:14:15: exclude\.0\.lender: is "Acme Ltd", must be lower-case[^\n]*$/,
  ],
  [
    'a wave with a fault beside lenders with a fault: nobody is called unknown',
    {
      'wave.yml': `${WAVE}exclude:\n  - { lender: acme, reason: x }\n`,
      'lenders.yml': swap(LENDERS, 'Europe/Kyiv', 'Kyiv'),
    },
    /^lenders\.yml:9:15: lenders\.0\.timeZone: [^\n]*\nwave\.yml:14:\d+: exclude\.0\.reason: [^\n]*$/,
  ],
  [
    'an empty slot',
    { 'wave.yml': swap(WAVE, "'18:00'", "'09:00'") },
    /^wave\.yml:9:\d+: slots\.0\.to: is "09:00", must differ from `from`: the slot is empty$/,
  ],
])('%s', async (_, files, message) => {
  const given = await told(files);
  if (typeof message === 'string') expect(given).toBe(message);
  else expect(given).toMatch(message);
});

test('a language is asked only of the scenarios and lenders of the wave', async () => {
  const english =
    SECOND.slice(0, SECOND.indexOf('  uk:\n    a:')) + SECOND.slice(SECOND.indexOf('  en:\n    a:'));
  expect(await told({ 'scenarios/second.yml': english })).toMatch(
    /^scenarios\/second\.yml:13:3: texts: has no "uk"/,
  );
  expect(
    await told({ 'scenarios/second.yml': english, 'wave.yml': `${WAVE}scenarios: [first-loan]\n` }),
  ).toBe('');
});

test('at most 500 lenders in a wave; those left out do not count', async () => {
  const [head, one] = [
    LENDERS.slice(0, LENDERS.indexOf('  - id: acme\n')),
    LENDERS.slice(LENDERS.indexOf('  - id: acme\n')),
  ];
  const lenders =
    head +
    Array.from({ length: 501 }, (_, i) =>
      one.replace('id: acme', `id: acme-${i}`).replace('help@', `help-${i}@`),
    ).join('');
  expect(await told({ 'lenders.yml': lenders })).toMatch(
    /^lenders\.yml:5:3: lenders: has 501 lenders in the wave, at most 500 are allowed: exclude 1 in wave\.yml/,
  );
  const wave = `${WAVE}exclude:\n  - { lender: acme-7, reason: closed }\n`;
  expect(await told({ 'lenders.yml': lenders, 'wave.yml': wave })).toBe('');
}, 20_000);

describe('wordings within 15% of each other', () => {
  const zh = (a: string, b: string) =>
    `${SCENARIO}  zh:\n    a: { subject: 第一次借款, body: '${a}' }\n    b: { subject: 利率是多少, body: '${b}' }\n`;
  const base = '您好，请问第一次借款的利率是多少呢？{name}';

  test('characters are counted, Chinese ones too', async () => {
    // 24 characters against 27 (12.5%) and 28 (16.7%); a surrogate pair is one character.
    expect([...base].length).toBe(24);
    expect(await told({ 'scenarios/first-loan.yml': zh(base, `${base}谢谢您`) })).toBe('');
    expect(await told({ 'scenarios/first-loan.yml': zh(base, `${base}谢谢您啊`) })).toBe(
      'scenarios/first-loan.yml:28:5: texts.zh: wording a has 24 characters and b has 28: the longer may be at most 15% longer (here 27)',
    );
    expect(await told({ 'scenarios/first-loan.yml': zh(`${base}𠮷𠮷𠮷`, base) })).toBe('');
    // Exactly 15%: 20 against 23.
    const twenty = base.slice(4);
    expect(await told({ 'scenarios/first-loan.yml': zh(`请${twenty.slice(1)}`, `谢谢您${twenty}`) })).toBe(
      '',
    );
  });

  test('in Ukrainian, either way round', async () => {
    const longer = swap(SCENARIO, 'Вітаю! Підкажіть', 'Вітаю вас! Підкажіть, будь ласка, мені');
    expect(await told({ 'scenarios/first-loan.yml': longer })).toMatch(
      /texts\.uk: wording a has 54 characters and b has 75/,
    );
  });
});

describe('one mailbox behind two lenders', () => {
  const acme = LENDERS.slice(LENDERS.indexOf('  - id: acme\n'));
  const entities = swap(LENDERS, acme, '').replace(
    'lenders:\n',
    '  - id: brisk-finance\n    name: Brisk Finance LLC\nlenders:\n',
  );
  const lender = (id: string, entity: string, address: string, desk = '') =>
    acme
      .replace('id: acme', `id: ${id}`)
      .replace('entity: acme-finance', `entity: ${entity}${desk && `\n    desk: ${desk}`}`)
      .replace('help@acme.example', address);
  const pair = (a: Parameters<typeof lender>, b: Parameters<typeof lender>, wave = WAVE) =>
    told({ 'lenders.yml': entities + lender(...a) + lender(...b), 'wave.yml': wave });

  test('is refused, and both lines are named', async () => {
    expect(
      await pair(
        ['acme', 'acme-finance', 'help@acme.example'],
        ['brisk', 'brisk-finance', 'Help@ACME.example'],
      ),
    ).toBe(
      'lenders.yml:27:18: lenders.1.channels.0.address: "Help@ACME.example" is also an address of lender acme (line 15): one mailbox may stand behind two lenders only if both name the same entity and the same desk, for the caps protect the person who reads it; else exclude one of them in wave.yml',
    );
  });

  test.each([
    ['a domain in Unicode and in punycode', 'help@позика.example', 'help@xn--80andirf.example'],
    ['a domain in other case', 'help@ПОЗИКА.example', 'help@позика.example'],
    ['full-width letters', 'ｈｅｌｐ@acme.example', 'help@acme.example'],
  ])('%s', async (_, one, other) => {
    expect(await pair(['acme', 'acme-finance', one], ['brisk', 'brisk-finance', other])).toMatch(
      /is also an address of lender acme \(line 15\)/,
    );
  });

  test('takes the same entity and the same desk, both', async () => {
    const box = 'help@acme.example';
    const refused = /is also an address/;
    expect(await pair(['acme', 'acme-finance', box], ['brisk', 'acme-finance', box])).toMatch(refused);
    expect(await pair(['acme', 'acme-finance', box, 'hub'], ['brisk', 'brisk-finance', box, 'hub'])).toMatch(
      refused,
    );
    expect(await pair(['acme', 'acme-finance', box, 'hub'], ['brisk', 'acme-finance', box, 'pub'])).toMatch(
      refused,
    );
    expect(await pair(['acme', 'acme-finance', box, 'hub'], ['brisk', 'acme-finance', box, 'hub'])).toBe('');
  });

  test('does not matter when the wave leaves one of them out', async () => {
    const box = 'help@acme.example';
    const wave = `${WAVE}exclude:\n  - { lender: brisk, reason: shares a mailbox }\n`;
    expect(await pair(['acme', 'acme-finance', box], ['brisk', 'brisk-finance', box], wave)).toBe('');
  });
});

describe('hours claimed', () => {
  const withHours = (hours: string) =>
    told({ 'lenders.yml': swap(LENDERS, 'hours: Mo-Fr 09:00-18:00', `hours: '${hours}'`) });
  test.each([
    '24/7',
    'Mo-Fr 09:00-18:00; Sa 10:00-14:00',
    'Mo-Su 08:00-22:00; PH off',
    'Mo-Fr 09:00-18:00, Sa 10:00-14:00',
    'We-Mo 10:00-02:00',
    'Dec 25 off; Mo-Fr 09:00-18:00',
    '2020 Mo-Fr 09:00-18:00',
  ])('%s is good on any day and in any zone', async (hours) => expect(await withHours(hours)).toBe(''));
  test.each([
    ['mon-fri 9am to 5pm', 'write it as "Mo-Fr 09:00-17:00"'],
    ['Пн-Пт 09:00-18:00', 'write it as "Mo-Fr 09:00-18:00"'],
    ['Mo-Fr 9-18', 'write it as "Mo-Fr 09:00-18:00"'],
    ['Mo–Fr 09.00-18.00', 'write it as "Mo-Fr 09:00-18:00"'],
    ['周一至周五 9点', 'e.g. "Mo-Fr 09:00-18:00; Sa 10:00-14:00"'],
    ['around noon', 'e.g. "Mo-Fr 09:00-18:00; Sa 10:00-14:00"'],
    ['Mo-Fr 09:00-25:70', 'e.g. "Mo-Fr 09:00-18:00; Sa 10:00-14:00"'],
  ])('%s is refused', async (hours, right) => {
    const message = await withHours(hours);
    expect(message).toMatch(
      /^lenders\.yml:16:16: lenders\.0\.channels\.0\.hours: is ".+", must be OpenStreetMap opening_hours/,
    );
    expect(message).toContain(`is "${hours}", must`);
    expect(message).toContain(right);
  });
});
