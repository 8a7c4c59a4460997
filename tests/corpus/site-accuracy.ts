/**
 * Precision and recall of the reading of sites, per channel kind, for the sites it was tuned on and the set-aside ones:
 * `node tests/corpus/site-accuracy.ts`. `--errors`: what goes wrong in the part tuned on; of the set-aside part nothing
 * but numbers is ever printed.
 */
import { CHANNEL_KINDS } from '../../src/model/vocabulary.ts';
import { judgeSite, type SiteScore, scoreSites } from './sites/judge.ts';
import { loadSites } from './sites/load.ts';

const judged = loadSites().map((site) => ({ site, result: judgeSite(site) }));
if (process.argv.includes('--errors')) {
  for (const { site, result } of judged)
    if (!site.held) for (const e of result.errors) console.log(`${site.name}\t${e}`);
} else
  for (const held of [false, true]) {
    const some = judged.filter((j) => j.site.held === held).map((j) => j.result);
    console.log(`\nsites ${held ? 'set aside' : 'tuned on'}: ${some.length}`);
    const score = scoreSites(some);
    for (const kind of CHANNEL_KINDS) line(kind, score.kinds.get(kind));
    line('all channels', score.all);
    line('terms', score.terms);
    for (const [what, [right, of]] of score.facts) console.log(`  ${what}: ${right} of ${of} right`);
  }

function line(name: string, s: SiteScore | undefined): void {
  if (s && s.expected + s.found > 0)
    console.log(
      `  ${name}: precision ${s.precision.toFixed(3)} (${s.right} of ${s.found} found), recall ${s.recall.toFixed(3)} (${s.right} of ${s.expected})`,
    );
}
