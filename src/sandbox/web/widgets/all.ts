/** Every widget by its name in `behaviours.yml`. */
import type { WidgetName } from '../behaviour.ts';
import { botpress } from './botpress.ts';
import { deepchat } from './deepchat.ts';
import { flowise } from './flowise.ts';
import { parlant } from './parlant.ts';
import { rocketchat } from './rocketchat.ts';
import { socketWidget } from './socket-widget.ts';
import type { Widget } from './widget.ts';

export const WIDGETS: Readonly<Record<WidgetName, Widget>> = {
  rocketchat,
  flowise,
  chatbotify: socketWidget('chatbotify'),
  botpress,
  deepchat,
  'beautiful-chat': socketWidget('beautiful-chat'),
  parlant,
  chatscope: socketWidget('chatscope'),
  'advanced-chat': socketWidget('advanced-chat'),
};
