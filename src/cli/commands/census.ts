/** `doorbell census` */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { lenderGroups } from '../../assess/lender-groups.ts';
import { SetupError } from '../../model/errors.ts';
import { hostOf } from '../../model/hosts.ts';
import type { Lender } from '../../model/lenders.ts';
import { instant } from '../../model/scalars.ts';
import type { Settings } from '../../model/settings.ts';
import type { Study } from '../../model/study.ts';
import { counted } from '../../plan/counted.ts';
import { applyDiffs } from '../census/apply.ts';
import { refuseUnsound } from '../census/check-market.ts';
import { compareLender, differs, type LenderDiff } from '../census/compare.ts';
import { crawlDays, crawlFolder } from '../census/crawl-folder.ts';
import { type Crawled, crawlLenders } from '../census/crawl-lenders.ts';
import { diffLines, groupLines, readingLines } from '../census/lines.ts';
import { mailExchangers } from '../census/mail-exchangers.ts';
import { censusOfSite, contactFor } from '../census/one-site.ts';
import { readAs, readCrawl } from '../census/read-crawl.ts';
import { command } from '../command.ts';
import { type StudyFolder, studyFolder, writeWhole } from '../folder.ts';
import { liveLine, print, say } from '../output.ts';
import { loadSettings, loadStudy } from '../study/load.ts';
import { hint } from '../study/nearest.ts';
import { systemClock } from '../system-clock.ts';

interface Options {
  study: string;
  json?: boolean;
  lender?: string[];
  again?: boolean;
  readOnly?: boolean;
  write?: boolean;
  dropVanished?: boolean;
  mx?: boolean;
  site?: string;
  lang?: string;
  country?: string;
  contact?: string;
}

export const census = (): Command =>
  command<Options>(
    {
      name: 'census',
      does: "Reads the lenders' sites politely, keeps every page as evidence, and proposes what they advertise as a diff of lenders.yml. Contacts no lender. Exit code 1 when anything differs or a site is blocked.",
      example: 'census -C my-study --lender acme-credit',
      setUp: (c) =>
        c
          .option('--lender <id>', 'only this lender; may be given several times', collect)
          .option('--again', 'also lenders whose crawl of today is there already')
          .option('--read-only', "read the last day's saved pages again, and crawl nothing")
          .option('--write', 'write the proposals into lenders.yml')
          .option('--drop-vanished', 'with --write: also take out what is no longer advertised')
          .option('--mx', 'also ask the DNS which mail exchangers lenders share')
          .option('--site <url>', 'one site, without a study: print what it advertises and keep nothing')
          .option('--lang <code>', 'with --site: its language; that of its home page when left out', language)
          .option('--country <code>', 'with --site: where its telephone numbers are', country)
          .option(
            '--contact <url>',
            'a page that says who crawls and why; that of settings.yml when left out',
          ),
    },
    async (_args, options) => {
      if (options.dropVanished && !options.write)
        throw new SetupError('--drop-vanished only goes with --write: without it nothing is taken out');
      // crawlee takes Ctrl-C for "finish early": a crawl that was cut short must not be kept as a whole one.
      const leave = () => process.exit(130);
      process.once('SIGINT', leave).once('SIGTERM', leave);
      try {
        return await (options.site === undefined ? ofStudy(options) : ofSite(options.site, options));
      } finally {
        process.off('SIGINT', leave).off('SIGTERM', leave);
      }
    },
  );

const collect = (id: string, before: string[] = []): string[] => [...before, id];
const language = (code: string): string => matching(code, /^[a-z]{2}$/, 'two-letter code, e.g. uk');
const country = (code: string): string =>
  matching(code.toUpperCase(), /^[A-Z]{2}$/, 'two-letter code, e.g. UA');
function matching(text: string, shape: RegExp, wanted: string): string {
  if (!shape.test(text)) throw new InvalidArgumentError(`must be a ${wanted}`);
  return text;
}

const settingsIn = async (folder: StudyFolder): Promise<Settings | undefined> =>
  existsSync(join(folder.root, 'settings.yml')) ? loadSettings(folder.root) : undefined;

async function ofSite(site: string, options: Options): Promise<number> {
  const line = liveLine();
  const found = await censusOfSite({
    site,
    contact: options.contact,
    web: (await settingsIn(studyFolder(options.study)))?.web,
    as: {
      languages: options.lang === undefined ? [] : [options.lang],
      ...(options.country === undefined ? {} : { country: options.country }),
    },
    onPage: (n) => line.show(`${hostOf(site)}: ${counted(n, 'page')}`),
  });
  line.end();
  print(options, found, () => readingLines(found, found.crawl.pages.length).join('\n'));
  return found.blocked ? 1 : 0;
}

async function ofStudy(options: Options): Promise<number> {
  const folder = studyFolder(options.study);
  const study = await loadStudy(folder.root);
  const lenders = chosen(study.market.lenders, options.lender);
  const { day, crawled } = options.readOnly
    ? await savedCrawls(folder, lenders)
    : await freshCrawls(folder, lenders, options);
  const saved = crawlFolder(folder, day);
  const diffs: LenderDiff[] = [];
  const traces: Parameters<typeof lenderGroups>[0][number][] = [];
  const readings: Record<string, ReturnType<typeof readCrawl>> = {};
  const failed = crawled.flatMap(({ lender, failure }) => (failure ? [{ lender: lender.id, failure }] : []));
  for (const { lender, crawl } of crawled) {
    if (!crawl) continue;
    const pages = await saved.pages(crawl);
    const reading = readCrawl(crawl, pages, readAs(lender));
    readings[lender.id] = reading;
    diffs.push(compareLender({ lender, crawl, reading, pages }));
    const mx = options.mx ? await mailExchangers(reading) : undefined;
    traces.push({ lender: lender.id, entity: lender.entity, reading, ...(mx ? { mx } : {}) });
  }
  const groups = lenderGroups(traces);
  const written = options.write
    ? await writeMarket(folder, study, diffs, options.dropVanished === true)
    : false;
  const value = { day, written, diffs, groups, failed, readings };
  print(options, value, () =>
    [
      ...diffs.flatMap(diffLines),
      ...failed.map((f) => `${f.lender}  NOT READ, our own fault: ${f.failure}`),
      ...groupLines(groups),
      summary(diffs),
    ].join('\n'),
  );
  const blocked = diffs.some((d) => d.blocked) || failed.length > 0;
  const open = diffs.some((d) => (options.write ? leaves(d, options.dropVanished === true) : differs(d)));
  if (!options.write && diffs.some(differs)) say('nothing is written yet: --write puts it into lenders.yml');
  return blocked || open ? 1 : 0;
}

/** Whether a written diff still leaves something to a person. */
const leaves = (d: LenderDiff, dropped: boolean): boolean =>
  !dropped && d.vanished.length + d.terms.vanished.length > 0;

function chosen(lenders: readonly Lender[], ids: readonly string[] | undefined): readonly Lender[] {
  if (!ids) return lenders;
  const known = lenders.map((l) => l.id);
  const strange = ids.find((id) => !known.includes(id));
  if (strange !== undefined)
    throw new SetupError(`--lender ${strange}: is not in lenders.yml${hint(strange, known)}`);
  return lenders.filter((l) => ids.includes(l.id));
}

async function freshCrawls(
  folder: StudyFolder,
  lenders: readonly Lender[],
  options: Options,
): Promise<{ day: string; crawled: Crawled[] }> {
  const web = (await settingsIn(folder))?.web;
  const contact = contactFor(
    lenders.map((l) => l.site),
    options.contact ?? web?.contact,
  );
  const day = instant(systemClock.now()).slice(0, 10);
  const line = liveLine();
  const crawled = await crawlLenders(lenders, {
    settings: { ...web, contact },
    clock: systemClock,
    folder: crawlFolder(folder, day),
    again: options.again === true,
    onProgress: ({ done, of, pages, now }) =>
      line.show(`${done} of ${counted(of, 'lender')} · ${counted(pages, 'page')} · ${now.join(', ')}`),
  });
  line.end();
  return { day, crawled };
}

async function savedCrawls(
  folder: StudyFolder,
  lenders: readonly Lender[],
): Promise<{ day: string; crawled: Crawled[] }> {
  const [day] = await crawlDays(folder);
  if (day === undefined)
    throw new SetupError('no census was taken yet: run `doorbell census` without --read-only first');
  const saved = crawlFolder(folder, day);
  const crawled: Crawled[] = [];
  for (const lender of lenders) {
    const crawl = await saved.find(lender.id);
    if (crawl) crawled.push({ lender, crawl });
  }
  return { day, crawled };
}

async function writeMarket(
  folder: StudyFolder,
  study: Study,
  diffs: readonly LenderDiff[],
  dropVanished: boolean,
): Promise<boolean> {
  if (!diffs.some(differs)) return false;
  const path = join(folder.root, 'lenders.yml');
  const before = await readFile(path, 'utf8');
  const text = applyDiffs(before, diffs, dropVanished);
  if (text === before) return false;
  await refuseUnsound(folder.root, text, study);
  await writeWhole(path, text);
  say('lenders.yml is written: read it through before you freeze a plan');
  if (existsSync(folder.plan(study.wave.id)))
    say(`the plan of wave ${study.wave.id} was frozen on the old lenders.yml: freeze it anew`);
  return true;
}

function summary(diffs: readonly LenderDiff[]): string {
  const sum = (count: (d: LenderDiff) => number): number => diffs.reduce((n, d) => n + count(d), 0);
  return [
    counted(diffs.length, 'lender'),
    `${sum((d) => d.added.length)} channels added`,
    `${sum((d) => d.changed.length)} changed`,
    `${sum((d) => d.vanished.length)} vanished`,
    `${sum((d) => d.unread.length)} not looked at`,
    `${sum((d) => d.confirmed.length)} as listed`,
    `${sum((d) => d.terms.added.length + d.terms.changed.length)} terms new`,
    `${diffs.filter((d) => d.blocked).length} blocked`,
  ].join(', ');
}
