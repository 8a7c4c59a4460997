/** What the agent in the page tells of it: everything that can be seen, pressed or filled in, as plain data. */

/** One visible thing on the page, as measured in it. Lengths in CSS pixels of the frame's own viewport. */
export interface Seen {
  /** Number by which the driver can ask for the element again; stable while the element lives. */
  id: number;
  tag: string;
  role: string;
  type: string;
  /** aria-label, title, placeholder, alt, name, joined. */
  label: string;
  text: string;
  /** class, id and data attributes, lower-case. */
  marks: string;
  x: number;
  y: number;
  w: number;
  h: number;
  /** It or an ancestor is fixed or sticky to the window. */
  fixed: boolean;
  /** In a shadow root. */
  shadow: boolean;
  disabled: boolean;
  /** Number of the form around it, 0 for none. */
  form: number;
  /** Of a link: where it leads, as a whole address; empty for what leads nowhere. */
  href: string;
}

export interface SeenField extends Seen {
  editable: boolean;
  value: string;
  required: boolean;
  autocomplete: string;
  maxLength: number | null;
  labelText: string;
  /** Number of the form around it, else of the window or box that it stands in. */
  group: number;
  /** Something else lies on top of its middle. */
  covered: boolean;
  /** It stands in something that calls itself a chat. */
  chat: boolean;
  /** The page marks what stands in it as wrong or missing. */
  invalid: boolean;
  options: string[];
}

export interface Bubble {
  id: number;
  text: string;
  /** Page clock (ms) at which the first of its text was put there; 0 when it stood there from the start. */
  at: number;
  x: number;
  y: number;
  w: number;
  h: number;
  /** Class names and roles of it and its three nearest ancestors: those of one side are alike. */
  signature: string;
  background: string;
  align: string;
  fontSize: number;
  /** Names and labels found around it: aria-label, title, alt of a picture, data-author. */
  names: string[];
  time: string;
  /** It is, or lies in, something to press. */
  pressable: boolean;
  /** How many other bubbles lie inside: a window holds many, a message none. */
  holds: number;
  /** Position in the document. */
  order: number;
}

export interface FrameView {
  now: number;
  url: string;
  width: number;
  height: number;
  title: string;
  clickables: Seen[];
  fields: SeenField[];
  bubbles: Bubble[];
  /** iframes as the parent sees them: where they lie. */
  frames: {
    id: number;
    src: string;
    label: string;
    x: number;
    y: number;
    w: number;
    h: number;
    fixed: boolean;
  }[];
  text: string;
}

export interface PageAgent {
  view(): FrameView;
  element(id: number): Element | null;
  /** Innermost container with a size of its own (fixed, framed by size, dialog-like) around an element, as an id. */
  container(id: number): number;
  /** The scrolling or log-like element around a message, as an id: what is outside it is the chat's frame, no message. */
  log(id: number): number;
  /** The same, sought from the place to type: the largest one in its container. */
  logBeside(id: number): number;
  /** Those of the elements that lie in the outer one. */
  within(outer: number, ids: number[]): number[];
  storage(): { origin: string; local: [string, string][]; session: [string, string][] } | null;
}
