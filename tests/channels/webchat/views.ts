/** Pages as data: what the agent in the page would have told of them. */
import type { Bubble, FrameView, Seen, SeenField } from '../../../src/channels/webchat/page-view.ts';
import type { Looked } from '../../../src/channels/webchat/tab.ts';

let ids = 0;

export const seen = (change: Partial<Seen> = {}): Seen => ({
  id: ++ids,
  tag: 'button',
  role: '',
  type: '',
  label: '',
  text: '',
  marks: '',
  x: 1200,
  y: 720,
  w: 56,
  h: 56,
  fixed: true,
  shadow: false,
  disabled: false,
  form: 0,
  href: '',
  ...change,
});

export const field = (change: Partial<SeenField> = {}): SeenField => ({
  ...seen({ tag: 'input', type: 'text', x: 920, y: 650, w: 240, h: 30 }),
  editable: true,
  value: '',
  required: false,
  autocomplete: '',
  maxLength: null,
  labelText: '',
  group: 0,
  covered: false,
  chat: false,
  invalid: false,
  options: [],
  ...change,
});

export const bubble = (change: Partial<Bubble> = {}): Bubble => ({
  id: ++ids,
  text: '',
  at: 0,
  x: 920,
  y: 300,
  w: 200,
  h: 40,
  signature: 'DIV.them',
  background: 'rgb(238, 238, 238)',
  align: 'start',
  fontSize: 14,
  names: [],
  time: '',
  pressable: false,
  holds: 0,
  order: ids,
  ...change,
});

export const looked = (view: Partial<FrameView> = {}, change: Partial<Looked> = {}): Looked => ({
  frame: {} as Looked['frame'],
  view: {
    now: 0,
    url: 'https://lender.example/',
    width: 1280,
    height: 800,
    title: '',
    clickables: [],
    fields: [],
    bubbles: [],
    frames: [],
    text: '',
    ...view,
  },
  main: true,
  x: 0,
  y: 0,
  w: 1280,
  h: 800,
  at: 0,
  offset: 0,
  skew: 0,
  ...change,
});
