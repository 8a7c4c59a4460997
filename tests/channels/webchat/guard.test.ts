import { describe, expect, it } from 'vitest';
import { demanded, fieldKind, mayPress } from '../../../src/channels/webchat/guard.ts';
import { field, seen } from './views.ts';

describe('what is never pressed', () => {
  it.each([
    'Apply now',
    'Get money',
    'Calculate',
    'Log in',
    'Upload a file',
    'Send code',
    'Оформити заявку',
    'Отримати гроші',
    'Увійти',
    'Оформить заявку',
    'Получить деньги',
    'Войти',
    '立即申请',
    '我要借款',
    '登录',
    '获取验证码',
  ])('%s', (text) => {
    expect(mayPress(seen({ text }))).toBe(false);
    expect(mayPress(seen({ label: text }))).toBe(false);
  });

  it.each([
    'https://lender.example/apply',
    'https://lender.example/uk/zayavka/',
    'https://lender.example/cabinet',
    'https://lender.example/get-loan?x=1',
    'tel:+380000000000',
    'viber://chat?number=1',
  ])('a link to %s', (href) => expect(mayPress(seen({ href, label: 'Chat' }))).toBe(false));

  it('files, passwords, riddles', () => {
    expect(mayPress(seen({ type: 'file' }))).toBe(false);
    expect(mayPress(seen({ marks: 'div g-recaptcha' }))).toBe(false);
  });

  it.each(['Chat with us', 'Написати нам', 'Чат', '在线客服', 'Start chat', 'Відхилити', 'Talk to an agent'])(
    'but %s may be',
    (text) => expect(mayPress(seen({ text, href: '' }))).toBe(true),
  );
});

describe('what a field wants', () => {
  it.each([
    [{ labelText: 'Your name' }, 'name'],
    [{ labelText: "Ваше ім'я" }, 'name'],
    [{ labelText: 'Как вас зовут?' }, 'name'],
    [{ labelText: '怎么称呼' }, 'name'],
    [{ labelText: 'Електронна пошта' }, 'email'],
    [{ labelText: '邮箱' }, 'email'],
    [{ type: 'email' }, 'email'],
    [{ labelText: 'Номер телефону' }, 'phone'],
    [{ labelText: '手机号' }, 'phone'],
    [{ type: 'tel' }, 'phone'],
    [{ labelText: 'Card number' }, 'account'],
    [{ labelText: 'Номер договору' }, 'account'],
    [{ labelText: '身份证号' }, 'account'],
    [{ autocomplete: 'cc-number' }, 'account'],
    [{ type: 'password' }, 'code'],
    [{ labelText: 'Enter the captcha' }, 'code'],
    [{ tag: 'textarea' }, 'message'],
    [{ type: 'checkbox', labelText: 'I agree to the privacy policy' }, 'consent'],
    [{ type: 'checkbox', labelText: 'I already have a loan' }, 'other'],
  ] as const)('%j: %s', (change, kind) => expect(fieldKind(field(change))).toBe(kind));

  it('is demanded by attribute or by asterisk', () => {
    expect(demanded(field({ required: true }))).toBe(true);
    expect(demanded(field({ labelText: 'Phone *' }))).toBe(true);
    expect(demanded(field({ labelText: 'Phone' }))).toBe(false);
  });
});
