import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../../../src/channels/webchat/recipes/index.ts';
import { Recipe, recognise } from '../../../src/channels/webchat/recipes.ts';
import { isThanks, says, thanksIn, type WordList } from '../../../src/channels/webchat/words.ts';
import { looked } from './views.ts';

const folder = join(import.meta.dirname, '../../../src/channels/webchat');

describe('words in four languages', () => {
  it.each([
    ['launcher', ['Chat with us', 'Напишіть нам', 'Онлайн-консультант', '在线客服']],
    ['forbidden', ['Apply now', 'Оформити кредит', 'Оформить заявку', '立即申请']],
    ['person', ['Talk to an agent', 'Покликати оператора', 'Позвать оператора', '转人工客服']],
    ['offline', ['Leave us a message', 'Залиште повідомлення', 'Оставьте сообщение', '请留言']],
    ['failed', ['Connection error', "Зв'язок із сервером втрачено", 'Нет соединения', '发送失败']],
    ['queue', ['You are number 3 in the queue', 'Ви третій у черзі', 'Вы третий в очереди', '正在排队']],
    [
      'handover',
      ['Ann joined the chat', 'Олена приєдналася до чату', 'Айгуль присоединяется к чату', '小李 已加入会话'],
    ],
    ['left', ['The chat has ended', 'Чат завершено', 'Чат завершён', '会话已结束']],
    ['typing', ['Ann is typing', 'Олена друкує', 'Оператор печатает', '正在输入']],
    ['bot', ['virtual assistant', 'Чат-бот', 'Виртуальный помощник', '智能客服']],
    ['blocked', ['Access denied', 'Доступ заборонено', 'Доступ запрещён', '人机验证']],
  ] as [WordList, string[]][])('%s', (list, texts) => {
    for (const text of texts) expect(says(list, text), text).toBe(true);
  });

  it('finds words at their beginning only, and Chinese anywhere', () => {
    expect(says('bot', 'Both are fine')).toBe(true);
    expect(says('bot', 'A robotic arm')).toBe(true);
    expect(says('launcher', 'the achat shop')).toBe(false);
    expect(says('forbidden', '点击立即申请贷款')).toBe(true);
  });

  it('knows our own thanks again', () => {
    for (const language of ['en', 'uk', 'ru', 'zh']) expect(isThanks(thanksIn(language))).toBe(true);
    expect(thanksIn('kk')).toBe(thanksIn('en'));
  });
});

describe('recipes', () => {
  it('every file is in the list, each vendor once', () => {
    const files = readdirSync(join(folder, 'recipes')).filter((f) => f.endsWith('.json'));
    const inFiles = files.map(
      (f) => Recipe.parse(JSON.parse(readFileSync(join(folder, 'recipes', f), 'utf8'))).vendor,
    );
    expect(RECIPES.map((r) => r.vendor).sort()).toEqual(inFiles.sort());
    expect(new Set(inFiles).size).toBe(inFiles.length);
  });

  it('says of each whether it was tried on the real widget', () => {
    expect(RECIPES.filter((r) => r.verified === 'widget')).toHaveLength(9);
    expect(RECIPES.filter((r) => r.verified === 'documents').length).toBeGreaterThanOrEqual(12);
  });

  const frame = { locator: () => ({ count: async () => 0 }) } as never;
  it.each([
    ['https://code.jivosite.com/widget/abc', 'JivoChat'],
    ['https://cdn.bitrix24.ua/b1/crm/site_button/loader_2.js', 'Bitrix24'],
    ['https://embed.tawk.to/abc/default', 'Tawk.to'],
    ['https://client.crisp.chat/l.js', 'Crisp'],
    ['https://widgets.binotel.com/chat/widgets/a.js', 'Binotel'],
  ])('%s is told by its address', async (address, vendor) => {
    expect((await recognise(RECIPES, [looked({}, { frame })], [address]))?.vendor).toBe(vendor);
  });

  it('a page without a sign is nobody’s', async () => {
    expect(await recognise(RECIPES, [looked({}, { frame })], ['https://lender.example/app.js'])).toBeNull();
  });
});
