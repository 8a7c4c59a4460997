/** `settings.yml`: how this machine reaches mail. Secrets are never in it: fields ending in `Env` name environment variables. */
import { z } from 'zod';
import { isLoopback } from './hosts.ts';
import { MailAddress, TimeZone, WebAddress } from './scalars.ts';

const EnvName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, e.g. "DOORBELL_SMTP_PASSWORD"');
const Host = z.string().min(1).max(253);
const Port = z.int().min(1).max(65535);

/** A password, or OAuth2 (XOAUTH2) by refresh token. */
export const MailAuth = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('password').describe('Plain user name and password, over TLS only.'),
    user: z.string().min(1).max(254).describe('Login name.'),
    passwordEnv: EnvName.describe('Environment variable that holds the password.'),
  }),
  z.strictObject({
    kind: z
      .literal('oauth2')
      .describe('XOAUTH2: an access token is fetched with a refresh token before each connection.'),
    user: z.string().min(1).max(254).describe('Login name, usually the mail address.'),
    tokenUrl: z
      .url({ protocol: /^https?$/ })
      .describe("The provider's token endpoint; http only on loopback."),
    clientId: z.string().max(300).describe('OAuth2 client id.'),
    clientSecretEnv: EnvName.optional().describe(
      'Environment variable that holds the client secret, if the client has one.',
    ),
    refreshTokenEnv: EnvName.describe('Environment variable that holds the refresh token.'),
  }),
]);
export type MailAuth = z.infer<typeof MailAuth>;

/** `tls` from the first byte, `starttls` required before anything else; `none` is refused outside loopback. */
export const Security = z.enum(['tls', 'starttls', 'none']);

export const SmtpSettings = z.strictObject({
  host: Host.describe('Submission server.'),
  port: Port.describe('Usually 465 (tls) or 587 (starttls).'),
  security: Security.describe('tls, or starttls (fails closed); none only on loopback.'),
  caFile: z
    .string()
    .optional()
    .describe('PEM file of a private certificate authority, if the server uses one.'),
  auth: MailAuth.optional().describe('How to log in.'),
});
export type SmtpSettings = z.infer<typeof SmtpSettings>;

export const ImapSource = z.strictObject({
  kind: z.literal('imap').describe('Poll a mailbox at a provider.'),
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .describe('Short name of this account in the ledger.'),
  host: Host.describe('IMAP server.'),
  port: Port.describe('Usually 993 (tls) or 143 (starttls).'),
  security: Security.describe('tls, or starttls (fails closed); none only on loopback.'),
  caFile: z
    .string()
    .optional()
    .describe('PEM file of a private certificate authority, if the server uses one.'),
  auth: MailAuth.describe('How to log in.'),
  folders: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(10)
    .default(['INBOX', '\\Junk'])
    .describe(
      'Folders to read, by path or by special use (\\Junk). Leaving out the spam folder turns lost mail into silence. Add \\Sent where the provider keeps copies of your own mail there instead of delivering them.',
    ),
});
export type ImapSource = z.infer<typeof ImapSource>;

export const MxSource = z.strictObject({
  kind: z.literal('mx').describe("Be the domain's own mail exchanger, inside the `run` process."),
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .describe('Short name of this account in the ledger.'),
  host: Host.default('127.0.0.1').describe('Interface to listen on.'),
  port: z.int().min(0).max(65535).describe('Port to listen on; 25 in the real world.'),
  certFile: z
    .string()
    .optional()
    .describe('PEM certificate for STARTTLS; a self-signed one is made when left out.'),
  keyFile: z.string().optional().describe('PEM key for STARTTLS.'),
  maxGapMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(240)
    .describe(
      'How long it may have been down inside a window and the window still count as watched: senders retry for days (RFC 5321, 4.5.4.1).',
    ),
});
export type MxSource = z.infer<typeof MxSource>;

export const EmailSettings = z.strictObject({
  domain: Host.describe('Our own domain: probes come from NAME.TOKEN@domain.'),
  mailbox: MailAddress.optional().describe(
    'Only without a catch-all domain: the one mailbox, whose aliases are then made with +TOKEN. Visibly artificial, so a catch-all is better.',
  ),
  smtp: SmtpSettings.describe('The way out.'),
  inbound: z
    .array(z.discriminatedUnion('kind', [ImapSource, MxSource]))
    .min(1)
    .max(10)
    .describe('The ways in: mailboxes to poll, or our own mail exchanger.'),
  maxMessageBytes: z
    .int()
    .min(65_536)
    .max(20_000_000)
    .default(2_000_000)
    .describe('How much of an incoming message is kept; the rest of a larger one is cut off and said.'),
});
export type EmailSettings = z.infer<typeof EmailSettings>;

export const WebSettings = z.strictObject({
  contact: WebAddress.describe(
    'A page that says who crawls and why; it stands in the User-Agent of the census and is never sent in a chat.',
  ),
  browser: z
    .string()
    .min(1)
    .optional()
    .describe('Path of a Chrome or Chromium; an installed one is found when this is left out.'),
  proxy: z
    .string()
    .regex(/^http:\/\/[^\s/@]+:\d+$/, 'must be http://HOST:PORT')
    .optional()
    .describe('HTTP proxy for the crawl and the chats; the sandbox is reached through one.'),
  chatsAtOnce: z.int().min(1).max(50).default(10).describe('Chats open in the browser at one time.'),
  chatMinutes: z
    .number()
    .min(0.1)
    .max(10)
    .default(10)
    .describe("At most so many minutes of a person's time; then a polite end. 10 is the ceiling."),
  revisitHours: z
    .array(z.number().min(0.1).max(336))
    .max(6)
    .default([1, 24])
    .describe(
      'When a chat is looked at again, in hours from the question; one more look follows the deadline.',
    ),
  sessionKeyEnv: EnvName.default('DOORBELL_SESSION_KEY').describe(
    'Environment variable with the key (32 bytes in base64) under which kept chat sessions are encrypted.',
  ),
});
export type WebSettings = z.infer<typeof WebSettings>;

export const TelegramSettings = z.strictObject({
  tokenEnv: EnvName.default('DOORBELL_TELEGRAM_TOKEN').describe(
    'Environment variable with the token of the recorder bot, as BotFather gives it.',
  ),
  apiRoot: z
    .url({ protocol: /^https?$/ })
    .default('https://api.telegram.org')
    .describe("Root of the Bot API; another one only for the sandbox's server on loopback."),
  webhook: z
    .strictObject({
      url: WebAddress.describe('Public https address under which Telegram reaches us.'),
      port: Port.describe('Port on loopback that a reverse proxy forwards it to.'),
      secretEnv: EnvName.describe('Environment variable with the secret that Telegram sends along.'),
    })
    .optional()
    .describe('Only where long polling is not possible; updates are polled when this is left out.'),
});
export type TelegramSettings = z.infer<typeof TelegramSettings>;

export const Operator = z.strictObject({
  name: z.string().min(1).max(80).describe('Who presses Send; stands on every event of theirs.'),
  timeZone: TimeZone.describe("IANA zone of the operator's phone: exported chats are read in it."),
  daysFirst: z.boolean().default(true).describe('Whether the phone writes 3/6 for the third of June.'),
  telegram: z
    .int()
    .optional()
    .describe('Numeric Telegram id: what this person forwards to the bot is taken as theirs.'),
  lead: z
    .boolean()
    .optional()
    .describe('Whether this person sees how far the coders agree; coders themselves should not.'),
});
export type Operator = z.infer<typeof Operator>;

export const DeskSettings = z.strictObject({
  host: Host.default('127.0.0.1').describe('Interface to listen on; anything but loopback needs a login.'),
  port: z.int().min(0).max(65535).default(8765).describe('Port of the desk.'),
  publicUrl: WebAddress.optional().describe(
    'The https address of the reverse proxy before it, where others than this machine use the desk.',
  ),
  tokenEnv: EnvName.default('DOORBELL_DESK_TOKEN').describe(
    'Environment variable with the login token, at least 32 random characters; needed beyond loopback.',
  ),
  operators: z
    .array(Operator)
    .min(1)
    .max(50)
    .describe('The people who work at the desk; each has a phone with the messengers.'),
});
export type DeskSettings = z.infer<typeof DeskSettings>;

export const Settings = z
  .strictObject({
    email: EmailSettings.describe('Mail, out and in.'),
    web: WebSettings.optional().describe('The census and the chats; needed for channel webchat.'),
    telegram: TelegramSettings.optional().describe(
      'The recorder bot; without it Telegram is recorded by exports and clicks like any other messenger.',
    ),
    desk: DeskSettings.optional().describe("The operators' desk; needed for every messenger."),
  })
  .superRefine((s, ctx) => {
    const names = s.email.inbound.map((i) => i.name);
    names.forEach((n, i) => {
      if (names.indexOf(n) !== i)
        ctx.addIssue({
          code: 'custom',
          path: ['email', 'inbound', i, 'name'],
          message: `account "${n}" is listed twice`,
        });
    });
    const check = (path: (string | number)[], end: { host: string; security: string }) => {
      if (end.security === 'none' && !isLoopback(end.host))
        ctx.addIssue({
          code: 'custom',
          path: [...path, 'security'],
          message: 'must be "tls" or "starttls" for a host that is not loopback',
        });
    };
    check(['email', 'smtp'], s.email.smtp);
    s.email.inbound.forEach((i, n) => {
      if (i.kind === 'imap') check(['email', 'inbound', n], i);
    });
  });
export type Settings = z.infer<typeof Settings>;
