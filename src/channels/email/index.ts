/** The e-mail channel: one way out, one or more ways in (design.md, section 3). */
import type { Clock, DeferredChannel } from '../../fieldwork/ports.ts';
import { type AliasBase, bounceAlias } from '../../model/alias.ts';
import { InstrumentError } from '../../model/errors.ts';
import type { EmailSettings } from '../../model/settings.ts';
import { wireAddress } from './address.ts';
import { compose, composeCanary } from './compose.ts';
import { credentialsOf } from './credentials.ts';
import { createImapSource } from './imap.ts';
import type { InboundSource, Opened } from './inbound.ts';
import { createMxSource } from './mx.ts';
import { smtpChecks } from './preflight.ts';
import type { SecretReader } from './secret.ts';
import { type Outbox, sendOnce } from './smtp.ts';

export interface EmailChannel extends DeferredChannel {
  /** Resolves when every source of `listen` has been tried once: where our mail exchangers are bound, and who failed. */
  ready(): Promise<{ mx: { account: string; host: string; port: number }[]; failed: Opened[] }>;
}

/**
 * `secrets` reads an environment variable; files in the settings are relative to `baseDir`. Nothing is contacted
 * until it is used. Throws SetupError where the settings can't work.
 */
export function createEmailChannel(parts: {
  settings: EmailSettings;
  secrets: SecretReader;
  baseDir: string;
  clock: Clock;
}): EmailChannel {
  const { settings, secrets, baseDir, clock } = parts;
  const base: AliasBase = { domain: settings.domain, mailbox: settings.mailbox };
  const monotonic = () => clock.monotonic();
  const outbox: Outbox = {
    settings: settings.smtp,
    domain: settings.domain,
    baseDir,
    credentials: settings.smtp.auth ? credentialsOf(settings.smtp.auth, secrets, monotonic) : null,
    clock,
  };
  const sources: InboundSource[] = settings.inbound.map((source) =>
    source.kind === 'mx'
      ? createMxSource({ source, base, baseDir, maxBytes: settings.maxMessageBytes }, clock)
      : createImapSource(
          {
            source,
            base,
            baseDir,
            credentials: credentialsOf(source.auth, secrets, monotonic),
            maxBytes: settings.maxMessageBytes,
          },
          clock,
        ),
  );

  return {
    async preflight() {
      const checks = (await Promise.all([smtpChecks(outbox), ...sources.map((s) => s.preflight())])).flat();
      return { ok: checks.every((c) => c.ok), checks };
    },
    compose: (order) => compose(base, order),
    async send(order, message) {
      let lender: string;
      try {
        lender = wireAddress(order.probe.address);
      } catch (error) {
        if (!(error instanceof InstrumentError)) throw error;
        return { outcome: 'not-sent', code: error.code, reason: error.message };
      }
      return sendOnce(outbox, {
        from: bounceAlias(base, order.probe.token),
        lender,
        own: message.alias,
        envelopeId: order.probe.token,
        raw: message.raw,
      });
    },
    async sendCanary(token, at) {
      const message = await composeCanary(base, token, at);
      const receipt = await sendOnce(outbox, {
        from: bounceAlias(base, token),
        lender: null,
        own: message.alias,
        envelopeId: token,
        raw: message.raw,
      });
      return { ...receipt, messageId: message.messageId };
    },
    async listen(listener, signal) {
      // One that can't be set up ends the others too: half an instrument must not run on as if it were whole.
      const stop = new AbortController();
      const all = AbortSignal.any([signal, stop.signal]);
      const listening = sources.map((s) => s.listen(listener, all));
      try {
        await Promise.all(listening);
      } finally {
        stop.abort();
        await Promise.allSettled(listening);
      }
    },
    collect: (sink, since) => Promise.all(sources.map((s) => s.collect(sink, since))),
    async ready() {
      const opened = await Promise.all(sources.map((s) => s.ready()));
      return {
        mx: opened.flatMap((o) => (o.bound ? [{ account: o.account, ...o.bound }] : [])),
        failed: opened.filter((o) => o.failed !== undefined),
      };
    },
  };
}
