/** What the bot says to an operator, and to nobody else. A further language is one more entry. */
export interface Words {
  whichLender: string;
  whichChat: string;
  none: string;
  noted: string;
  gone: string;
  nothingOpen: string;
  help: string;
}

const ENGLISH: Words = {
  whichLender: 'Whose message is this?',
  whichChat: 'Our question went out in a chat that fits several tasks. Who was it sent to?',
  none: 'None of these',
  noted: 'Noted',
  gone: 'This task is no longer open',
  nothingOpen: 'No task of yours is open, so this was not kept.',
  help: 'Forward me what a lender wrote to you, where I could not hear it myself. I keep nothing else.',
};

const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  uk: {
    whichLender: 'Чиє це повідомлення?',
    whichChat: 'Наше запитання надіслано в чат, що підходить до кількох завдань. Кому воно було?',
    none: 'Нікого з них',
    noted: 'Записано',
    gone: 'Це завдання вже закрите',
    nothingOpen: 'У вас немає відкритих завдань, тож нічого не збережено.',
    help: 'Пересилайте мені те, що вам написав кредитор, якщо я не міг почути цього сам. Іншого я не зберігаю.',
  },
  ru: {
    whichLender: 'Чьё это сообщение?',
    whichChat: 'Наш вопрос отправлен в чат, который подходит к нескольким заданиям. Кому он был?',
    none: 'Никого из них',
    noted: 'Записано',
    gone: 'Это задание уже закрыто',
    nothingOpen: 'У вас нет открытых заданий, поэтому ничего не сохранено.',
    help: 'Пересылайте мне то, что вам написал кредитор, если я не мог услышать этого сам. Другого я не храню.',
  },
  zh: {
    whichLender: '这是谁发来的消息？',
    whichChat: '我们的问题发到了一个符合多个任务的聊天里。它是发给谁的？',
    none: '都不是',
    noted: '已记录',
    gone: '该任务已结束',
    nothingOpen: '您没有进行中的任务，因此没有保存任何内容。',
    help: '如果我自己收不到贷款机构发给您的消息，请把它转发给我。其他内容我不会保存。',
  },
};

/** By the language of the operator's own Telegram, e.g. "zh-hans"; English where it is none of ours. */
export const wordsFor = (language: string | undefined): Words =>
  WORDS[(language ?? '').slice(0, 2).toLowerCase()] ?? ENGLISH;
