/** Every widget by its name in `behaviours.yml`. */
import type { WidgetName } from '../behaviour.ts';
import { deepchat } from './deepchat.ts';
import { flowise } from './flowise.ts';
import { rocketchat } from './rocketchat.ts';
import { socketWidget } from './socket-widget.ts';
import type { Widget } from './widget.ts';

export const WIDGETS: Readonly<Record<WidgetName, Widget>> = {
  rocketchat,
  flowise,
  chatbotify: socketWidget('chatbotify'),
  botpress: socketWidget('botpress'),
  deepchat,
  'beautiful-chat': socketWidget('beautiful-chat'),
  parlant: socketWidget('parlant'),
  chatscope: socketWidget('chatscope'),
  'advanced-chat': socketWidget('advanced-chat'),
};
