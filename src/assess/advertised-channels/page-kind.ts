/** What a page is for, as far as its address and title say. */
import type { PageFacts } from './page-facts.ts';
import { decoded } from './web-address.ts';
import { wordPattern } from './words.ts';

export type PageKind = 'home' | 'contact' | 'news' | 'privacy' | 'other';

const CONTACT = wordPattern((w) => w.contactPage);
const NEWS = wordPattern((w) => w.newsPage);
const PRIVACY = wordPattern((w) => w.privacy);
const PRIVACY_PATH = /privacy|konfiden|konfid|personal-?data|politik/i;

export function pageKind(facts: PageFacts): PageKind {
  const url = new URL(facts.page.url);
  const path = decoded(url.pathname).toLowerCase();
  if (facts.page.steps === 0 || path === '/') return 'home';
  if (NEWS.test(path.replaceAll('/', ' '))) return 'news';
  if (CONTACT.test(path.replace(/[/_-]/g, ' ')) || CONTACT.test(path)) return 'contact';
  if (PRIVACY_PATH.test(path)) return 'privacy';
  const head = `${facts.title} ${facts.lines.find((l) => l.heading && l.zone === 'main')?.text ?? ''}`;
  if (CONTACT.test(head)) return 'contact';
  return PRIVACY.test(head) ? 'privacy' : 'other';
}
