/** The pages of a lender's site as a list: a further page is a further entry. */
import type { Lender } from '../../../model/lenders.ts';
import { escapeHtml } from './shell.ts';
import type { SiteTexts } from './texts.ts';

export interface PageContext {
  lender: Lender;
  texts: SiteTexts;
  /** Whether a web chat is advertised. */
  chat: boolean;
  /** Puts company, sums and rates into a text. */
  fill: (text: string) => string;
}

export interface PageTemplate {
  path: string;
  title: (context: PageContext) => string;
  /** HTML of the main part. */
  content: (context: PageContext) => string;
}

export const PAGES: readonly PageTemplate[] = [
  {
    path: '/',
    title: ({ texts }) => texts.home.title,
    content: (context) => {
      const { home } = context.texts;
      return `${head(context, home)}
    <form class="calculator" action="/apply" method="get">
      <label>${escapeHtml(home.sum)} <input type="range" name="sum" min="100" max="1000" step="50"></label>
      <label>${escapeHtml(home.days)} <input type="number" name="days" min="7" max="60" value="30"></label>
      <button class="site-button" type="submit">${escapeHtml(home.get)}</button>
    </form>`;
    },
  },
  {
    path: '/contact',
    title: ({ texts }) => texts.contact.title,
    content: (context) => {
      const { contact } = context.texts;
      return `${head(context, contact)}
    <dl>${context.lender.channels.map((c) => channelOf(c, contact)).join('')}
    </dl>${context.chat ? `\n    <p class="advertised-chat">${escapeHtml(contact.chat)}</p>` : ''}`;
    },
  },
  {
    path: '/terms',
    title: ({ texts }) => texts.terms.title,
    content: (context) => {
      const published = context.lender.terms.map((t) => t.text);
      const lines = published.length > 0 ? published : context.texts.terms.lines.map(context.fill);
      return `${head(context, context.texts.terms)}
    <ul>${lines.map((l) => `\n      <li>${escapeHtml(l)}</li>`).join('')}
    </ul>`;
    },
  },
  {
    path: '/about',
    title: ({ texts }) => texts.about.title,
    content: (context) => head(context, context.texts.about),
  },
  {
    path: '/privacy',
    title: ({ texts }) => texts.privacy.title,
    content: (context) => head(context, context.texts.privacy),
  },
  {
    path: '/apply',
    title: ({ texts }) => texts.apply.title,
    content: (context) => {
      const { apply } = context.texts;
      return `${head(context, apply)}
    <form class="application" action="/apply" method="post" enctype="multipart/form-data">
      <label>${escapeHtml(apply.name)} <input name="name" autocomplete="name" required></label>
      <label>${escapeHtml(apply.phone)} <input name="phone" type="tel" autocomplete="tel" required></label>
      <label>${escapeHtml(apply.code)} <input name="otp" autocomplete="one-time-code"></label>
      <label>${escapeHtml(apply.document)} <input name="document" type="file"></label>
      <button class="site-button" type="submit">${escapeHtml(apply.submit)}</button>
    </form>`;
    },
  },
];

const head = (context: PageContext, page: { title: string; intro: string }): string =>
  `    <h1>${escapeHtml(context.fill(page.title))}</h1>
    <p>${escapeHtml(context.fill(page.intro))}</p>`;

function channelOf(channel: Lender['channels'][number], texts: SiteTexts['contact']): string {
  const hours = channel.hours
    ? ` <small>${escapeHtml(texts.hours)}: ${escapeHtml(channel.hours)}</small>`
    : '';
  const address = escapeHtml(channel.address);
  const entry = (label: string, href: string) =>
    `\n      <dt>${escapeHtml(label)}</dt><dd><a href="${href}">${address}</a>${hours}</dd>`;
  switch (channel.kind) {
    case 'email':
      return entry(texts.email, `mailto:${address}`);
    case 'phone':
      return entry(texts.phone, `tel:${address.replaceAll(' ', '')}`);
    case 'telegram':
      return entry(`${texts.messenger} Telegram`, `https://t.me/${address.replace(/[@ ]/g, '')}`);
    case 'whatsapp':
      return entry(`${texts.messenger} WhatsApp`, `https://wa.me/${address.replace(/\D/g, '')}`);
    case 'viber':
      return entry(`${texts.messenger} Viber`, `viber://chat?number=%2B${address.replace(/\D/g, '')}`);
    case 'line':
      return entry(`${texts.messenger} LINE`, `https://line.me/R/ti/p/${address}`);
    default:
      return '';
  }
}
