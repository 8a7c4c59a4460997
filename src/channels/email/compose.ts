/** Writes the complete message, byte for byte, before anything is sent: the bytes are evidence (design.md, section 4). */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { ComposedMessage, SendOrder } from '../../fieldwork/ports.ts';
import { type AliasBase, canaryAlias, messageIdOf, replyAlias } from '../../model/alias.ts';
import { InstrumentError } from '../../model/errors.ts';
import { wireAddress } from './address.ts';

/**
 * The probe as an ordinary person's mail. There is no Auto-Submitted, Precedence or X- header: they would suppress
 * the automatic answers that are measured (channels.md 1.7). Rejects with InstrumentError `bad-address` or
 * `persona-without-name`.
 */
export async function compose(base: AliasBase, order: SendOrder): Promise<ComposedMessage> {
  const name = order.persona.names[order.probe.language];
  if (!name)
    throw new InstrumentError(
      'persona-without-name',
      `persona "${order.persona.id}" has no name in "${order.probe.language}"`,
    );
  const signed = (text: string) => text.replaceAll('{name}', name.full);
  const alias = replyAlias(base, order.persona.mailbox, order.probe.token);
  const messageId = messageIdOf(base, order.probe.token, order.attempt);
  const raw = await build({
    from: { name: name.full, address: alias },
    to: order.probe.address,
    subject: signed(order.text.subject),
    text: signed(order.text.body),
    at: order.at,
    messageId,
  });
  return { raw, messageId, alias };
}

/** Our own message to ourselves. `at` is UTC ms. */
export async function composeCanary(base: AliasBase, token: string, at: number): Promise<ComposedMessage> {
  const alias = canaryAlias(base, token);
  const messageId = messageIdOf(base, token, 1);
  const raw = await build({
    from: { name: '', address: alias },
    to: alias,
    subject: 'Note to self',
    text: 'Note to self: this mailbox works.\n',
    at,
    messageId,
  });
  return { raw, messageId, alias };
}

async function build(mail: {
  from: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
  at: number;
  messageId: string;
}): Promise<Uint8Array> {
  wireAddress(mail.to);
  return await new MailComposer({
    from: mail.from,
    // An object and never a string: a string is parsed, and may become a list (channels.md 1.4).
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    date: new Date(mail.at),
    messageId: mail.messageId,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
