/** The example `settings.yml` of a new study. */
export const SETTINGS_TEMPLATE = `\
# yaml-language-server: $schema=./schemas/settings.schema.json
# How this machine reaches mail and the web. Secrets are never written here: fields that end in Env name environment variables.
# Choose A or B.

# A. One mailbox at a provider, with OAuth2 (Gmail and the like). Replies come to NAME+TOKEN@..., which looks artificial.
#    Gmail: smtp.gmail.com 465, imap.gmail.com 993, tokenUrl https://oauth2.googleapis.com/token
email:
  domain: provider.example
  mailbox: your.name@provider.example
  smtp:
    host: smtp.provider.example
    port: 465
    security: tls
    auth:
      kind: oauth2
      user: your.name@provider.example
      tokenUrl: https://login.provider.example/token
      clientId: your-client-id
      clientSecretEnv: DOORBELL_CLIENT_SECRET
      refreshTokenEnv: DOORBELL_REFRESH_TOKEN
  inbound:
    - kind: imap
      name: mailbox
      host: imap.provider.example
      port: 993
      security: tls
      auth:
        kind: oauth2
        user: your.name@provider.example
        tokenUrl: https://login.provider.example/token
        clientId: your-client-id
        clientSecretEnv: DOORBELL_CLIENT_SECRET
        refreshTokenEnv: DOORBELL_REFRESH_TOKEN
      # Without the spam folder, lost mail would look like silence.
      folders: [INBOX, '\\Junk']

# B. A domain of your own (better: replies come to NAME.TOKEN@your-domain). Its MX record points to this machine, and
#    \`doorbell run\` takes the mail itself; or it points to a catch-all mailbox that is polled as in A.
# email:
#   domain: your-domain.example
#   smtp:
#     host: smtp.your-domain.example
#     port: 587
#     security: starttls
#     auth:
#       kind: password
#       user: doorbell
#       passwordEnv: DOORBELL_SMTP_PASSWORD
#   inbound:
#     - kind: mx
#       name: mx
#       host: 0.0.0.0
#       port: 25
#       # certFile: /etc/ssl/your-domain.pem
#       # keyFile: /etc/ssl/private/your-domain.key

# # The census of the lenders' sites, and web chat: a lender that looks at its log must see who reads its pages.
# web:
#   contact: https://your-domain.example/who-we-are-and-why
#   # A Chrome or Chromium; an installed one is found when this is left out.
#   # browser: /usr/bin/chromium
#   # For chats: the variable with the key under which their sessions are kept (openssl rand -base64 32, into .env).
#   # sessionKeyEnv: DOORBELL_SESSION_KEY

# # Messengers: the desk, where people press Send and say what they saw. It opens on this machine only; beyond it a login
# # token (openssl rand -base64 32, into .env) and a reverse proxy with TLS are needed.
# desk:
#   # host: 127.0.0.1
#   # port: 8765
#   # publicUrl: https://desk.your-domain.example/
#   # tokenEnv: DOORBELL_DESK_TOKEN
#   operators:
#     - name: Olena
#       # Of the phone: exported chats print its local time, and 3/6 is the third of June where daysFirst is true.
#       timeZone: Europe/Kyiv
#       daysFirst: true
#       # Numeric Telegram id: what this person forwards to the recorder bot is taken as theirs.
#       # telegram: 123456789

# # Telegram's recorder: a bot of yours (BotFather gives the token, into .env) that is connected to the shopper's own
# # account under Settings > Chat Automation. It hears both sides and writes first to nobody. Left out: exports and clicks.
# telegram:
#   tokenEnv: DOORBELL_TELEGRAM_TOKEN
`;

export const GITIGNORE_TEMPLATE = `\
# Raw evidence holds personal data, and .env may hold passwords: neither belongs into version control.
data/
out/
.env
`;
