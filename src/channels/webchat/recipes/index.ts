/** All recipes. A further vendor is one more file here and its name in the list. */
import { Recipe } from '../recipes.ts';
import advancedChat from './advanced-chat.json' with { type: 'json' };
import beautifulChat from './beautiful-chat.json' with { type: 'json' };
import binotel from './binotel.json' with { type: 'json' };
import bitrix24 from './bitrix24.json' with { type: 'json' };
import botpress from './botpress.json' with { type: 'json' };
import carrotQuest from './carrot-quest.json' with { type: 'json' };
import chatbotify from './chatbotify.json' with { type: 'json' };
import chatscope from './chatscope.json' with { type: 'json' };
import crisp from './crisp.json' with { type: 'json' };
import deepChat from './deep-chat.json' with { type: 'json' };
import flowise from './flowise.json' with { type: 'json' };
import helpcrunch from './helpcrunch.json' with { type: 'json' };
import intercom from './intercom.json' with { type: 'json' };
import jivochat from './jivochat.json' with { type: 'json' };
import livechat from './livechat.json' with { type: 'json' };
import parlant from './parlant.json' with { type: 'json' };
import rocketchat from './rocketchat.json' with { type: 'json' };
import tawkTo from './tawk-to.json' with { type: 'json' };
import tidio from './tidio.json' with { type: 'json' };
import usedesk from './usedesk.json' with { type: 'json' };
import zendesk from './zendesk.json' with { type: 'json' };

export const RECIPES: readonly Recipe[] = [
  advancedChat,
  beautifulChat,
  binotel,
  bitrix24,
  botpress,
  carrotQuest,
  chatbotify,
  chatscope,
  crisp,
  deepChat,
  flowise,
  helpcrunch,
  intercom,
  jivochat,
  livechat,
  parlant,
  rocketchat,
  tawkTo,
  tidio,
  usedesk,
  zendesk,
].map((r) => Recipe.parse(r));
