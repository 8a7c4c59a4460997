/** HTML as a flat list of what stands in it, in linear time whatever stands in it; decoding of entities included. */
import { Tokenizer } from 'htmlparser2';

export interface HtmlEvents {
  text(text: string): void;
  /** Names in lower case; of an attribute that is given twice the first counts. */
  open(tag: string, attributes: ReadonlyMap<string, string>): void;
  close(tag: string): void;
  comment(text: string): void;
}

/** An attribute's value is read as far as this. */
const MOST_VALUE = 4_000;
const MOST_ATTRIBUTES = 40;

export function readHtml(html: string, events: HtmlEvents): void {
  let tag = '';
  let attributes = new Map<string, string>();
  let name = '';
  let value = '';
  const opened = (): void => events.open(tag, attributes);
  const nothing = (): void => {};
  const tokens = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => events.text(html.slice(start, end)),
      ontextentity: (code) => events.text(String.fromCodePoint(code)),
      onopentagname: (start, end) => {
        tag = html.slice(start, Math.min(end, start + 60)).toLowerCase();
        attributes = new Map();
      },
      onattribname: (start, end) => {
        name = html.slice(start, Math.min(end, start + 60)).toLowerCase();
        value = '';
      },
      onattribdata: (start, end) => {
        if (value.length < MOST_VALUE) value += html.slice(start, Math.min(end, start + MOST_VALUE));
      },
      onattribentity: (code) => {
        if (value.length < MOST_VALUE) value += String.fromCodePoint(code);
      },
      onattribend: () => {
        if (!attributes.has(name) && attributes.size < MOST_ATTRIBUTES) attributes.set(name, value);
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag: (start, end) => events.close(html.slice(start, Math.min(end, start + 60)).toLowerCase()),
      oncomment: (start, end) => events.comment(html.slice(start, end)),
      oncdata: (start, end) => events.text(html.slice(start, end)),
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onend: nothing,
    },
  );
  tokens.write(html);
  tokens.end();
}
