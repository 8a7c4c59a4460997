/** Fills in a form before a chat: the name, the reply address, the question, what must be ticked, and nothing else. */
import type { PrechatField } from '../../model/chat.ts';
import { type Form, form, nameOf } from './find-chat.ts';
import { press, type Way } from './press.ts';
import type { Tab } from './tab.ts';
import { says } from './words.ts';

/** Who asks: what a form may be given, and no more. */
export interface Asker {
  name: string;
  email: string;
  question: string;
}

/** Writes down what the form asks for. */
export function noteFields(way: Way, it: Form): void {
  for (const { field, kind, required } of it.fields) {
    const label = nameOf(field);
    if (way.prechat.length < 40 && !way.prechat.some((p) => p.kind === kind && p.label === label))
      way.prechat.push({ kind, label, required, filled: false });
  }
}

/**
 * Sends the form. False when nothing was sent: a demanded field takes no text, or there is nothing to press. Consent is
 * ticked where it is demanded; `again`, when the form came back, also where it is not marked so.
 */
export async function sendForm(
  tab: Tab,
  it: Form,
  asker: Asker,
  way: Way,
  { again = false, before = async () => {} }: { again?: boolean; before?: () => Promise<void> } = {},
): Promise<boolean> {
  const given: Partial<Record<PrechatField['kind'], string>> = {
    name: asker.name,
    email: asker.email,
    message: asker.question,
  };
  for (const { field, kind, required } of it.fields) {
    const value = given[kind];
    const wanted = value !== undefined || ((kind === 'consent' || kind === 'topic') && (required || again));
    const element = wanted ? await tab.handle(it.look.frame, field.id) : null;
    if (!element) continue;
    try {
      if (value !== undefined) await element.fill(value, { timeout: 3000 });
      else if (kind === 'consent') await element.check({ timeout: 2000, force: true });
      else if (field.tag === 'select') await element.selectOption({ label: topicOf(field.options) });
      else continue;
      const noted = way.prechat.find((p) => p.kind === kind && p.label === nameOf(field));
      if (noted) noted.filled = true;
    } catch {
      if (required) return false;
    }
  }
  // The button may have been disabled until the fields were filled.
  const now = form(await tab.look()) ?? it;
  const button = now.buttons[0] ?? it.buttons[0];
  const last = it.fields.findLast((f) => f.kind === 'email' || f.kind === 'name');
  const element = button || !last ? null : await tab.handle(it.look.frame, last.field.id);
  if (!button && !element) return false;
  await before();
  if (button) return press(tab, way, { look: now.look, seen: button, score: 1 });
  await element!.press('Enter', { timeout: 2000 }).catch(() => {});
  return true;
}

const topicOf = (options: readonly string[]): string =>
  options.find((o) => says('topic', o)) ?? options.find((o, i) => i > 0 && o !== '') ?? options[0] ?? '';
