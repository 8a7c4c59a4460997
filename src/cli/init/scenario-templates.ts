/** The two example scenarios of a new study. */

const LOAN_COST = `\
# yaml-language-server: $schema=../schemas/scenario.schema.json
# One first-contact question. A real would-be borrower could ask it, and no account is needed to answer it.
# - Both wordings ask the same facets at about the same length (at most 15% apart).
# - {name} stands once in each body: it becomes the name of the persona. All personas are rotated over all scenarios,
#   so no text may give away the asker's sex or name.
# - No links, numbers to call, addresses, attachments or promotion: such a text is refused.
id: loan-cost
title: What a small loan costs in all
asks: [rate, total-cost]
# What troubles the asker, for those who code the replies.
worry:
  en: Hidden fees on top of the interest.
  uk: Приховані комісії понад відсотки.
  ru: Скрытые комиссии сверх процентов.
  zh: 担心利息之外还有隐藏费用。
persona:
  id: oksana
  # Latin letters: replies come to oksana.TOKEN@your-domain.
  mailbox: oksana
  names:
    en: { full: Oksana Levko, given: Oksana, forms: [Ms Levko] }
    uk: { full: Оксана Левко, given: Оксана, forms: [Оксано, пані Оксано, Оксани, Оксані, Oksana] }
    ru: { full: Оксана Левко, given: Оксана, forms: [Оксане, Оксаны, Оксану, Oksana] }
    zh: { full: 刘晓雯, given: 晓雯, forms: [刘女士, 刘小姐, Oksana] }
texts:
  en:
    a:
      subject: Cost of a small loan
      body: |
        Hello,

        I am thinking of a loan of 10 000 for three months. What interest rate would apply, and how much would I pay back in all by the end?

        I am a little worried about fees that come on top of the interest.

        Kind regards,
        {name}
    b:
      subject: How much would I pay back?
      body: |
        Good day,

        Could you tell me the rate on a loan of 10 000 taken for three months? I would also like to know the whole sum that I would have to repay.

        My fear is that some charges are hidden behind the interest.

        Thank you,
        {name}
  uk:
    a:
      subject: Вартість невеликої позики
      body: |
        Добрий день!

        Думаю про позику 10 000 на три місяці. Яка буде відсоткова ставка і скільки всього доведеться повернути наприкінці?

        Трохи непокоять комісії, які додаються до відсотків.

        З повагою,
        {name}
    b:
      subject: Скільки треба буде повернути?
      body: |
        Вітаю!

        Підкажіть, будь ласка, під який відсоток можна взяти 10 000 на три місяці? Цікавить і вся сума, яку треба повернути.

        Боюся, що за відсотками ховаються ще якісь платежі.

        Дякую,
        {name}
  ru:
    a:
      subject: Стоимость небольшого займа
      body: |
        Здравствуйте!

        Думаю о займе 10 000 на три месяца. Какая будет процентная ставка и сколько всего придётся вернуть в конце?

        Немного беспокоят комиссии, которые добавляются к процентам.

        С уважением,
        {name}
    b:
      subject: Сколько нужно будет вернуть?
      body: |
        Добрый день!

        Подскажите, пожалуйста, под какой процент можно взять 10 000 на три месяца? Интересует и вся сумма к возврату.

        Боюсь, что за процентами прячутся ещё какие-то платежи.

        Спасибо,
        {name}
  zh:
    a:
      subject: 小额贷款的费用
      body: |
        您好：

        我想借一万元，期限三个月。请问利率是多少，到期一共要还多少钱？

        有点担心除了利息之外还有别的费用。

        谢谢！
        {name}
    b:
      subject: 一共要还多少钱
      body: |
        你好，

        打算借三个月，金额一万元，想问一下利率怎么算，总共需要还多少？

        我怕利息后面还藏着其他收费，所以先问问。

        麻烦了！
        {name}
`;

const REPAY_EARLY = `\
# yaml-language-server: $schema=../schemas/scenario.schema.json
id: repay-early
title: Paying a loan back early
asks: [early-repayment, repayment]
worry:
  en: A penalty for paying early.
  uk: Штраф за дострокове погашення.
  ru: Штраф за досрочное погашение.
  zh: 担心提前还款会被罚。
persona:
  id: taras
  mailbox: taras
  names:
    en: { full: Taras Hrim, given: Taras, forms: [Mr Hrim] }
    uk: { full: Тарас Грім, given: Тарас, forms: [Тарасе, пане Тарасе, Тараса, Тарасу, Taras] }
    ru: { full: Тарас Грим, given: Тарас, forms: [Тараса, Тарасу, Taras] }
    zh: { full: 陈涛, given: 涛, forms: [陈先生, 小陈, Taras] }
texts:
  en:
    a:
      subject: Early repayment
      body: |
        Hello,

        Before I take a loan with you I would like to know whether I may pay it back early, and in what way payments are made.

        I would not like to be charged a penalty for being early.

        Kind regards,
        {name}
    b:
      subject: Can a loan be closed before its term?
      body: |
        Good day,

        Is it possible to close a loan of yours before the end of its term? And how does one pay: by card, by transfer, in some other way?

        It would be a pity to be fined for paying sooner.

        Thank you,
        {name}
  uk:
    a:
      subject: Дострокове погашення
      body: |
        Добрий день!

        Перш ніж брати позику, хочу дізнатися, чи можна повернути її раніше строку і яким способом вносяться платежі.

        Не хотілося б платити штраф за те, що гроші повернуто раніше.

        З повагою,
        {name}
    b:
      subject: Чи можна закрити позику раніше?
      body: |
        Вітаю!

        Чи дозволяєте ви закрити позику до кінця строку? І як саме платити: карткою, переказом чи якось інакше?

        Прикро було б отримати штраф лише за те, що плачу швидше.

        Дякую,
        {name}
  ru:
    a:
      subject: Досрочное погашение
      body: |
        Здравствуйте!

        Прежде чем брать заём, хочу узнать, можно ли вернуть его раньше срока и каким способом вносятся платежи.

        Не хотелось бы платить штраф за то, что деньги возвращены раньше.

        С уважением,
        {name}
    b:
      subject: Можно ли закрыть заём раньше?
      body: |
        Добрый день!

        Разрешаете ли вы закрыть заём до конца срока? И как именно платить: картой, переводом или как-то иначе?

        Обидно было бы получить штраф только за то, что плачу быстрее.

        Спасибо,
        {name}
  zh:
    a:
      subject: 提前还款的问题
      body: |
        您好：

        申请贷款之前想了解一下，可不可以提前还清？平时是用什么方式还款的？

        不希望因为早还反而要交违约金。

        谢谢！
        {name}
    b:
      subject: 能不能早点结清
      body: |
        你好，

        请问在你们这里借款，没到期能先还完吗？还款是刷卡、转账还是别的办法？

        早还钱还要罚款就太冤枉了。

        麻烦了！
        {name}
`;

/** Text by file name. */
export const SCENARIO_TEMPLATES: Readonly<Record<string, string>> = {
  'loan-cost.yml': LOAN_COST,
  'repay-early.yml': REPAY_EARLY,
};
