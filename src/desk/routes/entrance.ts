/** Coming in, leaving, and the choice of language. */
import type { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { type Draw, field } from '../draw.ts';
import { cookieNames, cookieRules, sourceOf } from '../guard/entry.ts';
import { ownPath } from '../guard/own-path.ts';
import { SESSION_LONGEST, type Sessions, sameSecret } from '../guard/sessions.ts';
import { throttle } from '../guard/throttle.ts';
import type { DeskOptions } from '../options.ts';
import type { Page } from '../page.ts';
import { loginPage } from '../pages/login.ts';
import { isTongue } from '../words.ts';

const QUARTER = 15 * 60_000;
/** Wrong logins of one source, and of all together, within a quarter of an hour. */
const WRONG = 10;
const WRONG_OF_ALL = 200;

export function entrance(app: Hono<Page>, options: DeskOptions, sessions: Sessions, draw: Draw): void {
  const { gate, work, settings } = options;
  const names = cookieNames(gate.secure);
  const rules = cookieRules(gate.secure);
  const now = () => Date.now();
  const wrong = throttle(WRONG, QUARTER);
  const wrongOfAll = throttle(WRONG_OF_ALL, QUARTER);
  const note = (by: string, what: 'logged-in' | 'logged-out', detail: string) =>
    work.ledger.append(work.plan.wave.id, [{ kind: 'desk-noted', by, what, detail }]);

  app.get('/login', (c) => {
    if (c.get('operator')) return c.redirect('/', 303);
    const words = c.get('words');
    const given = {
      operators: settings.operators.map((o) => o.name),
      token: gate.token !== null,
      next: ownPath(c.req.query('next')),
    };
    const refused = c.req.query('wrong');
    const notice =
      refused === undefined
        ? null
        : { tone: 'bad' as const, text: words.say(refused === 'often' ? 'login.often' : 'login.wrong') };
    return draw(c, { title: words.say('login.title'), notice }, loginPage(words, c.get('csrf'), given));
  });

  app.post('/login', async (c) => {
    const source = sourceOf(c, gate);
    const at = now();
    const next = ownPath(field(c, 'next'));
    const back = (why: string) => c.redirect(`/login?wrong=${why}&next=${encodeURIComponent(next)}`, 303);
    if (!wrong.open(source, at) || !wrongOfAll.open('all', at)) return back('often');
    const operator = settings.operators.find((o) => o.name === field(c, 'operator'));
    const right = gate.token === null || sameSecret(field(c, 'token'), gate.token);
    if (!operator || !right) {
      wrong.count(source, at);
      wrongOfAll.count('all', at);
      return back('wrong');
    }
    await note(operator.name, 'logged-in', gate.token === null ? 'on this machine' : 'with the token');
    setCookie(c, names.session, sessions.begin(operator.name, at), {
      ...rules,
      maxAge: Math.floor(SESSION_LONGEST / 1000),
    });
    deleteCookie(c, names.visitor, rules);
    return c.redirect(next, 303);
  });

  app.post('/logout', async (c) => {
    await note(c.get('operator')!.name, 'logged-out', 'by the button');
    sessions.end(c.get('visitor'));
    deleteCookie(c, names.session, rules);
    return c.redirect('/login', 303);
  });

  app.post('/language', (c) => {
    const language = field(c, 'language');
    if (isTongue(language)) setCookie(c, names.language, language, { ...rules, maxAge: 365 * 86_400 });
    return c.redirect(ownPath(field(c, 'back')), 303);
  });
}
