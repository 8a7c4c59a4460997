/**
 * What messengers themselves write into an export, by language; a further language is a further word. Readers go by form
 * first (brackets, invisible marks), so that a word that is missing here costs a name, not a reading.
 */

/** Halves of the day, without dots and blanks, lower case. Chinese prints finer parts too. */
export const DAY_HALVES: ReadonlyMap<string, 'am' | 'pm' | 'noon'> = new Map([
  ...['am', '上午', '凌晨', '清晨', '早上', '半夜', '午前', 'дп', 'πμ'].map((w) => [w, 'am'] as const),
  ...['pm', '下午', '傍晚', '晚上', '午後', 'пп', 'μμ'].map((w) => [w, 'pm'] as const),
  ['中午', 'noon'],
]);

const folded = (words: readonly string[]): ReadonlySet<string> => new Set(words.map(plain));

/** As words are compared: lower case, without brackets, dots and marks around. */
export function plain(text: string): string {
  // Longer texts are nobody's set phrase.
  if (text.length > 200) return text;
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/^[\s<>[\]🚫.。]+|[\s<>[\]🚫.。]+$/gu, '');
}

/** Instead of a message that its sender took back. */
export const DELETED = folded([
  'This message was deleted',
  'You deleted this message',
  'Message unsent',
  'Це повідомлення було видалено',
  'Це повідомлення видалено',
  'Ви видалили це повідомлення',
  'Это сообщение удалено',
  'Данное сообщение удалено',
  'Вы удалили это сообщение',
  'Вы удалили данное сообщение',
  '此消息已删除',
  '此消息已被删除',
  '这条消息已被删除',
  '此訊息已刪除',
  '您已删除此消息',
  '您已删除这条消息',
  '你已删除这条消息',
  '您已刪除此訊息',
  'Diese Nachricht wurde gelöscht',
  'Du hast diese Nachricht gelöscht',
  'Ta wiadomość została usunięta',
  'Usunięto tę wiadomość',
  'Usunąłeś tę wiadomość',
]);

/** Behind a message that was changed, in angle brackets. */
export const EDITED = folded([
  'This message was edited',
  'Це повідомлення змінено',
  'Це повідомлення відредаговано',
  'Сообщение изменено',
  'Это сообщение изменено',
  'Данное сообщение изменено',
  '此消息已编辑',
  '此消息已被编辑',
  '此訊息已編輯',
  'Diese Nachricht wurde bearbeitet',
  'Ta wiadomość została edytowana',
]);

/** Behind the name of a file that came with the export, in brackets. */
export const ATTACHED = folded([
  'file attached',
  'файл додано',
  'файл добавлен',
  '文件附件',
  '附件',
  '檔案已附加',
  'Datei angehängt',
  'załączono plik',
  'plik dołączony',
]);

/** Instead of a picture, a voice and the like that is not in the export. */
export const OMITTED: ReadonlyMap<string, string> = new Map(
  (
    [
      ['media', 'Media omitted', 'Медіа пропущено', 'Без медіафайлів', 'Без медиафайлов', 'Файл пропущен'],
      ['media', '省略多媒体文件', '忽略多媒體檔', 'Medien ausgeschlossen', 'Medien weggelassen'],
      ['media', 'pominięto multimedia', 'pliki pominięto'],
      ['image', 'image omitted', 'Photo', 'Photos', 'Photo message', 'зображення пропущено', 'Фото'],
      [
        'image',
        'изображение отсутствует',
        'изображение не сохранено',
        '图像已省略',
        '图片已忽略',
        '照片',
        '圖片已略去',
      ],
      ['image', 'Bild weggelassen', 'grafika pominięta', 'pominięto grafikę', '写真', 'Фотография'],
      ['video', 'video omitted', 'Video', 'Videos', 'відео пропущено', 'Відео', 'видео отсутствует', 'Видео'],
      [
        'video',
        '视频已省略',
        '视频',
        '影片',
        'Video weggelassen',
        'film pominięty',
        'pominięto film',
        '動画',
      ],
      ['voice', 'audio omitted', 'Voice message', 'аудіо пропущено', 'Голосове повідомлення'],
      [
        'voice',
        'аудиофайл отсутствует',
        'аудио отсутствует',
        'Голосовое сообщение',
        '音频已省略',
        '语音信息',
        '語音訊息',
      ],
      ['voice', 'Audio weggelassen', 'audio pominięte', 'pominięto audio', 'ボイスメッセージ'],
      [
        'sticker',
        'sticker omitted',
        'Sticker',
        'Stickers',
        'стікер пропущено',
        'Стікер',
        'стикер отсутствует',
        'Стикер',
      ],
      ['sticker', '贴图已省略', '贴图', '貼圖', 'Sticker weggelassen', 'naklejka pominięta', 'スタンプ'],
      ['gif', 'GIF omitted', 'GIF пропущено', 'GIF отсутствует', 'GIF 已省略', 'GIF weggelassen'],
      [
        'file',
        'document omitted',
        'File',
        'документ пропущено',
        'документ отсутствует',
        '文档已省略',
        '文件',
        '檔案',
      ],
      ['file', 'Dokument weggelassen', 'dokument pominięty', 'Файл', 'ファイル'],
      [
        'contact',
        'Contact card omitted',
        'Contact',
        'картку контакту пропущено',
        'карточка контакта отсутствует',
        '联系人名片已省略',
      ],
      ['location', 'Location', 'Місцезнаходження', 'Местоположение', '位置', '位置情報'],
    ] as const
  ).flatMap(([kind, ...words]) => words.map((w) => [plain(w), kind])),
);

/** In lines of the messenger's own that an export may print under a name, or that hold a colon. */
export const SYSTEM =
  /end-to-end encrypt|наскрізн\p{L}+ шифр|сквозн\p{L}+ шифр|защищены сквозным|端到端加密|端對端加密|ende-zu-ende-verschlüssel|szyfrowa\p{L}+ end-to-end|end-to-end.{0,20}szyfr|security code|код безпеки|код безопасности|安全码已|安全性代碼|sicherheitsnummer|kod zabezpieczeń|business account|бізнес-акаунт|бизнес-аккаунт|商业帐号|商业账号/iu;
