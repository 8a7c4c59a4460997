/** Whose chat widget a page carries, by fingerprints (vendor.ts). A fingerprint shows that a script is there, never that anyone answers. */
import type { Element, PageFacts } from './page-facts.ts';
import { quoteOf, type Sighting } from './sighting.ts';
import { VENDORS, type Vendor } from './vendor.ts';

interface Compiled {
  vendor: Vendor;
  urls: RegExp | null;
  links: RegExp | null;
  dom: Selector[];
  accounts: RegExp[];
}

/** One simple selector. */
interface Selector {
  tag: string;
  id: string;
  className: string;
  attributes: { name: string; op: string; value: string }[];
}

const COMPILED: readonly Compiled[] = VENDORS.map((vendor) => ({
  vendor,
  urls: vendor.urls ? addresses(vendor.urls) : null,
  links: vendor.links ? addresses(vendor.links) : null,
  dom: (vendor.dom ?? []).map(selector),
  accounts: (vendor.account ?? []).map((a) => new RegExp(a, 'i')),
}));
const ANY_URL = new RegExp(COMPILED.flatMap((c) => (c.urls ? [c.urls.source] : [])).join('|'), 'i');
const ANY_LINK = new RegExp(COMPILED.flatMap((c) => (c.links ? [c.links.source] : [])).join('|'), 'i');

const MOST_ADDRESSES = 3_000;
/** A snippet stands near the beginning or the end of an inline script; bundles of megabytes hold everything by chance. */
const MOST_SNIPPET = 30_000;
const MOST_INLINE = 1_500_000;

function addresses(patterns: readonly string[]): RegExp {
  const one = (p: string): string => {
    const anyHost = p.startsWith('*/');
    const anySub = p.startsWith('*.');
    const rest = (anyHost ? p.slice(1) : anySub ? p.slice(2) : p)
      .split('*')
      .map((s) => s.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^/?#]{0,80}');
    return anyHost ? `[^?#]{1,200}${rest}` : anySub ? `(?:[\\w-]{1,63}\\.){1,6}${rest}` : rest;
  };
  return new RegExp(`^(?:${patterns.map(one).join('|')})`, 'i');
}

function selector(text: string): Selector {
  const attributes = [...text.matchAll(/\[([\w-]+)(?:([\^$]?=)([^\]]+))?\]/g)].map((m) => ({
    name: m[1]!,
    op: m[2] ?? '',
    value: m[3] ?? '',
  }));
  const head = text.split('[')[0]!;
  return {
    tag: /^[\w-]+/.exec(head)?.[0] ?? '',
    id: /#([\w-]+)/.exec(head)?.[1] ?? '',
    className: /\.([\w-]+)/.exec(head)?.[1] ?? '',
    attributes,
  };
}

const matches = (s: Selector, e: Element): boolean =>
  (s.tag === '' || s.tag === e.tag) &&
  (s.id === '' || e.attributes.get('id') === s.id) &&
  (s.className === '' || ` ${e.attributes.get('class') ?? ''} `.includes(` ${s.className} `)) &&
  s.attributes.every(({ name, op, value }) => {
    const v = e.attributes.get(name);
    if (v === undefined) return false;
    return op === '' || (op === '=' ? v === value : op === '^=' ? v.startsWith(value) : v.endsWith(value));
  });

export interface ChatSigns {
  sightings: Sighting[];
  /** "vendor KEY", of call tracking too: what ties sites together. */
  accounts: string[];
  /** Ids of everything recognised that is no chat. */
  others: string[];
}

const bare = (address: string): string =>
  address
    .trim()
    .replace(/^(?:https?:|wss?:)?\/\//i, '')
    .slice(0, 500);

export function chatsOn(facts: PageFacts): ChatSigns {
  const scripts = facts.scripts.filter(
    (s) => !/type="(?:application\/(?:ld\+)?json|text\/(?:template|x-template|html))"/i.test(s.attributes),
  );
  const inline = inlineText(scripts.map((s) => s.inline));
  const called = [
    ...scripts.map((s) => s.src),
    ...facts.frames,
    ...facts.page.requests,
    ...[
      ...inline.matchAll(
        /(?:https?:|wss?:)?\/\/[\w.-]{4,100}\.[a-z]{2,12}(?::\d{2,5})?(?:\/[\w./?=&%+@~#-]{0,200})?/gi,
      ),
    ].map((m) => m[0]),
    ...facts.elements.flatMap((e) =>
      e.tag === 'link' && e.attributes.get('as') === 'script' ? [e.attributes.get('href') ?? ''] : [],
    ),
  ]
    .filter((a) => a !== '')
    .slice(0, MOST_ADDRESSES)
    .map(bare)
    .filter((a) => ANY_URL.test(a));
  // "static.olark.com/jsclient/loader.js" in quotes, the scheme added by the snippet.
  for (const m of inline.matchAll(/['"]([\w-]{1,60}(?:\.[\w-]{1,60}){1,5}\/[\w./-]{1,150})['"]/g))
    if (called.length < MOST_ADDRESSES && ANY_URL.test(m[1]!)) called.push(m[1]!);
  const linked = facts.links.flatMap((l) => {
    const a = bare(l.href);
    return ANY_LINK.test(a) ? [a] : [];
  });
  const globals = new Set(facts.page.globals);
  const searched = [
    inline,
    ...scripts.map((s) => `${s.src} ${s.attributes}`),
    ...facts.frames,
    ...facts.page.requests,
    ...linked,
    ...widgetElements(facts),
  ]
    .join('\n')
    .slice(0, MOST_INLINE);
  const tags = facts.elements;
  const ids = new Set<string>();
  const classes = new Set<string>();
  const names = new Set<string>();
  for (const e of tags) {
    names.add(e.tag);
    const id = e.attributes.get('id');
    if (id) ids.add(id);
    for (const c of (e.attributes.get('class') ?? '').split(/\s+/)) if (c !== '') classes.add(c);
  }
  const domSign = (s: Selector): boolean => {
    if (s.id !== '' && !ids.has(s.id)) return false;
    if (s.className !== '' && !classes.has(s.className)) return false;
    if (s.tag !== '' && !names.has(s.tag) && s.tag !== 'script' && s.tag !== 'iframe') return false;
    return tags.some((e) => matches(s, e));
  };
  const out: ChatSigns = { sightings: [], accounts: [], others: [] };
  for (const c of COMPILED) {
    const proof =
      called.find((a) => c.urls?.test(a)) ??
      linked.find((a) => c.links?.test(a)) ??
      c.vendor.inline?.find((i) => inline.includes(i)) ??
      c.vendor.globals?.find((g) => globals.has(g)) ??
      (c.dom.some(domSign) ? c.vendor.dom!.join(' ') : undefined);
    if (proof === undefined) continue;
    for (const a of c.accounts) {
      const key = a.exec(searched)?.[1];
      if (key) {
        out.accounts.push(`${c.vendor.id} ${key}`.slice(0, 300));
        break;
      }
    }
    if (c.vendor.kind !== 'chat' || (c.vendor.id === 'callibri' && marksNumbersOnly(facts))) {
      out.others.push(c.vendor.id);
      continue;
    }
    out.sightings.push({
      kind: 'webchat',
      vendor: c.vendor.id,
      line: null,
      quote: quoteOf(proof),
      rule: `vendor-${c.vendor.id}`,
      key: `webchat ${c.vendor.id}`,
    });
  }
  return out;
}

/** Callibri's one script serves call tracking too: it then only marks the numbers that it swaps. */
const marksNumbersOnly = (facts: PageFacts): boolean =>
  facts.elements.some((e) => /callibri_phone/.test(e.attributes.get('class') ?? '')) &&
  !facts.elements.some((e) =>
    /callibri-(?:module|chat)/.test(`${e.attributes.get('id') ?? ''} ${e.attributes.get('class') ?? ''}`),
  );

/** Inline scripts cut to where snippets stand, with 'li'+'vetex' put together, comments to the line's end left out. */
function inlineText(scripts: readonly string[]): string {
  let out = '';
  for (const s of scripts) {
    if (s === '' || out.length > MOST_INLINE) continue;
    const cut = s.length <= 2 * MOST_SNIPPET ? s : `${s.slice(0, MOST_SNIPPET)}\n${s.slice(-MOST_SNIPPET)}`;
    out += `${cut
      .replace(/\/\*[^*]{0,5000}\*\//g, ' ')
      .replace(/^\s*\/\/.*$/gm, ' ')
      .replace(/(['"])\s{0,3}\+\s{0,3}\1/g, '')
      .replaceAll('\\/', '/')}\n`;
  }
  return out;
}

/** Attributes of custom elements: a widget's own tag may carry its account. */
const widgetElements = (facts: PageFacts): string[] =>
  facts.elements
    .filter((e) => e.tag.includes('-'))
    .slice(0, 200)
    .map((e) => [...e.attributes].map(([k, v]) => `${k}="${v}"`).join(' '));
