/** How mail programs quote the message they answer, in the four languages. */
export const QUOTE_STYLES = [
  'none',
  'gmail',
  'outlook',
  'apple',
  'mailru',
  'ukrnet',
  'yandex',
  'qq',
  'netease',
] as const;
export type QuoteStyle = (typeof QUOTE_STYLES)[number];

const ADDRESS = 'anna.k7q2m9xd23@probe.example';
const NAME: Record<string, string> = {
  en: 'Anna Bondar',
  uk: 'Анна Бондар',
  ru: 'Анна Бондарь',
  zh: '李安娜',
};

const GMAIL: Record<string, string> = {
  en: `On Thu, Nov 5, 2026 at 10:31 AM Anna Bondar <${ADDRESS}> wrote:`,
  uk: `чт, 5 лист. 2026 р. о 10:31 Анна Бондар <${ADDRESS}> пише:`,
  ru: `чт, 5 нояб. 2026 г. в 10:31, Анна Бондарь <${ADDRESS}>:`,
  zh: `李安娜 <${ADDRESS}> 于2026年11月5日周四 10:31写道：`,
};
const APPLE: Record<string, string> = {
  en: `On 5 Nov 2026, at 10:31, Anna Bondar <${ADDRESS}>\nwrote:`,
  uk: `5 лист. 2026 р. о 10:31 Анна Бондар <${ADDRESS}> написав(ла):`,
  ru: `5 нояб. 2026 г., в 10:31, Анна Бондарь <${ADDRESS}> написал(а):`,
  zh: `在 2026年11月5日，10:31，李安娜 <${ADDRESS}> 写道：`,
};
const OUTLOOK: Record<string, [string, string, string, string]> = {
  en: ['From', 'Sent', 'To', 'Subject'],
  uk: ['Від', 'Надіслано', 'Кому', 'Тема'],
  ru: ['От', 'Отправлено', 'Кому', 'Тема'],
  zh: ['发件人', '发送时间', '收件人', '主题'],
};

const marked = (body: string): string =>
  body
    .split('\n')
    .map((l) => `> ${l}`.trimEnd())
    .join('\n');

/** The quotation as it stands under a reply, with the empty line above it. */
export function quoteOf(
  style: QuoteStyle,
  language: string,
  question: { subject: string; body: string },
): string {
  const { subject, body } = question;
  const name = NAME[language]!;
  switch (style) {
    case 'none':
      return '';
    case 'gmail':
      return `\n${GMAIL[language]}\n\n${marked(body)}\n`;
    case 'apple':
      return `\n${APPLE[language]}\n\n${marked(body)}\n`;
    case 'outlook': {
      const [from, sent, to, about] = OUTLOOK[language]!;
      return `\n________________________________\n${from}: ${name} <${ADDRESS}>\n${sent}: 5.11.2026 10:31\n${to}: help@lender.example\n${about}: ${subject}\n\n${body}\n`;
    }
    case 'mailru':
      return `\nЧетверг, 5 ноября 2026, 10:31 +03:00 от ${name} <${ADDRESS}>:\n\n${marked(body)}\n`;
    case 'ukrnet':
      return `\n\n--- Оригінальне повідомлення ---\nВід кого: "${name}" <${ADDRESS}>\nДата: 5 листопада 2026, 10:31:22\n\n${body}\n`;
    case 'yandex':
      return `\n05.11.2026, 10:31, "${name}" <${ADDRESS}>:\n${marked(body)}\n`;
    case 'qq':
      return `\n\n------------------ 原始邮件 ------------------\n发件人: "${name}" <${ADDRESS}>;\n发送时间: 2026年11月5日(星期四) 上午10:31\n收件人: "help"<help@lender.example>;\n主题: ${subject}\n\n${body}\n`;
    case 'netease':
      return `\n\n在 2026-11-05 10:31:22，"${name}" <${ADDRESS}> 写道：\n\n${marked(body)}\n`;
  }
}
