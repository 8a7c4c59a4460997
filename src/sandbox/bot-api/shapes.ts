/** The Bot API's objects (10.3), as far as the sandbox speaks them. Dates are whole Unix seconds, as Telegram's are. */

export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  username?: string;
}

export interface PrivateChat {
  id: number;
  type: 'private';
  first_name: string;
  username?: string;
}

export type Origin =
  | { type: 'user'; date: number; sender_user: User }
  | { type: 'hidden_user'; date: number; sender_user_name: string }
  | { type: 'chat'; date: number; sender_chat: { id: number; type: 'supergroup'; title: string } }
  | {
      type: 'channel';
      date: number;
      chat: { id: number; type: 'channel'; title: string; username?: string };
      message_id: number;
    };

export interface Keyboard {
  inline_keyboard: { text: string; callback_data: string }[][];
}

export interface Message {
  message_id: number;
  date: number;
  from: User;
  chat: PrivateChat;
  text: string;
  business_connection_id?: string;
  is_from_offline?: true;
  sender_business_bot?: User;
  edit_date?: number;
  forward_origin?: Origin;
  reply_to_message?: Message;
  reply_markup?: Keyboard;
}

export interface Rights {
  can_reply?: true;
  can_read_messages?: true;
}

export interface Connection {
  id: string;
  user: User;
  user_chat_id: number;
  date: number;
  is_enabled: boolean;
  rights?: Rights;
}

export interface Update {
  update_id: number;
  message?: Message;
  business_connection?: Connection;
  business_message?: Message;
  edited_business_message?: Message;
  deleted_business_messages?: { business_connection_id: string; chat: PrivateChat; message_ids: number[] };
  callback_query?: { id: string; from: User; message: Message; chat_instance: string; data: string };
}

export type UpdateKind = Exclude<keyof Update, 'update_id'>;

/** What a method answers when it refuses. */
export interface Refused {
  error_code: number;
  description: string;
  parameters?: { retry_after: number };
}

export class BotApiRefusal extends Error {
  readonly refused: Refused;
  constructor(error_code: number, description: string, parameters?: { retry_after: number }) {
    super(description);
    this.refused = { error_code, description, ...(parameters ? { parameters } : {}) };
  }
}

/** Whole Unix seconds of a moment in UTC ms. */
export const unix = (ms: number): number => Math.floor(ms / 1000);
