/** What operators hand in: words, pictures and exported chats. Judged before anything of them is kept; a refusal is noted. */
import type { Context, Hono } from 'hono';
import { type Done, handInExport, reportOwn, reportReply } from '../../fieldwork/operator.ts';
import { ExportReading } from '../../model/evidence.ts';
import { type Cards, cardPath } from '../cards.ts';
import { answer, BAD_INPUT, field } from '../draw.ts';
import { exportIn, pictureIn } from '../guard/uploads.ts';
import type { DeskOptions } from '../options.ts';
import type { Page } from '../page.ts';

/** What an upload comes to: an action's outcome, or why its file was not taken (a code for the ledger, a sentence). */
type HandedIn = Done | { refused: string; sentence: string };

export function handInRoutes(
  app: Hono<Page>,
  { work, problemOfExport }: Pick<DeskOptions, 'work' | 'problemOfExport'>,
  { cards, changed }: { cards: Cards; changed: () => void },
): void {
  const handIn = (
    what: string,
    done: string,
    take: (c: Context<Page>, by: string, probe: string) => Promise<HandedIn>,
  ) =>
    app.post(`/tasks/:probe/${what}`, async (c) => {
      const probe = c.req.param('probe');
      const by = c.get('operator')!.name;
      const came = await take(c as Context<Page>, by, probe);
      if ('refused' in came) {
        const detail = `${probe}: ${came.refused}`.slice(0, 300);
        await work.ledger.append(work.plan.wave.id, [
          { kind: 'desk-noted', by, what: 'refused-upload', detail },
        ]);
        return cards.show(c as Context<Page>, came.sentence);
      }
      changed();
      return answer(c as Context<Page>, came.ok ? '/next' : cardPath(probe), came, done);
    });

  /** The picture of the form, if any; or why it is none. */
  async function picture(c: Context<Page>): Promise<{ screenshot?: { bytes: Uint8Array } } | HandedIn> {
    const found = await pictureIn(c.get('form').picture);
    if (!found) return {};
    if (found.bytes) return { screenshot: { bytes: found.bytes } };
    return { refused: found.refused, sentence: c.get('words').say(`upload.${found.refused}`) };
  }

  handIn('reply', 'reply', async (c, by, probe) => {
    const seen = await picture(c);
    if ('refused' in seen || 'ok' in seen) return seen;
    const text = field(c, 'text');
    if (text === '' && !seen.screenshot)
      return { refused: 'empty', sentence: c.get('words').say('upload.nothing') };
    const shownTime = field(c, 'shown').slice(0, 60);
    return reportReply(work, by, probe, { ...seen, text, ...(shownTime === '' ? {} : { shownTime }) });
  });

  handIn('own', 'own', async (c, by, probe) => {
    const seen = await picture(c);
    return 'refused' in seen || 'ok' in seen ? seen : reportOwn(work, by, probe, seen);
  });

  handIn('export', 'reply', async (c, by, probe) => {
    const { say } = c.get('words');
    const file = await exportIn(c.get('form').file);
    if (!file || file.bytes?.length === 0) return { refused: 'empty', sentence: say('upload.empty') };
    if (!file.bytes) return { refused: file.refused, sentence: say(`upload.${file.refused}`) };
    const { timeZone, daysFirst } = c.get('operator')!;
    const reading = ExportReading.safeParse({
      app: field(c, 'app'),
      timeZone,
      daysFirst,
      ownName: field(c, 'own'),
    });
    if (!reading.success) return BAD_INPUT;
    const problem = problemOfExport(file.bytes, reading.data);
    if (problem !== null) return { refused: problem, sentence: say('upload.bad-export', { problem }) };
    return handInExport(work, by, probe, { bytes: file.bytes, reading: reading.data });
  });
}
