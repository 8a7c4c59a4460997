/**
 * How often the rules are right on the labelled replies, per language, for the part they were tuned on and the set-aside
 * one: `node tests/corpus/accuracy.ts`. `--brief`: one line a part. `--errors LANG`: what goes wrong in the part tuned
 * on; of the set-aside part nothing but numbers is ever printed.
 */
import { ASPECTS, type Aspect, confusionOf, F1_KIND, labelsOf, sameValue, scoreOfAspect } from './aspects.ts';
import { type Judged, judge, loadLabelled, MEASURED_LANGUAGES } from './labelled.ts';

const [mode, errorsOf] = process.argv.slice(2);
for (const language of MEASURED_LANGUAGES) {
  if (mode === '--errors' && errorsOf !== language) continue;
  const judged: Judged[] = [];
  for (const reply of loadLabelled(language)) judged.push(await judge(reply));
  if (mode === '--errors') {
    printErrors(judged.filter((j) => !j.reply.held));
    continue;
  }
  for (const held of [false, true]) {
    const some = judged.filter((j) => j.reply.held === held);
    console.log(`\n${language}, ${held ? 'set aside' : 'tuned on'}, ${some.length} replies`);
    if (mode === '--brief')
      console.log(`  ${ASPECTS.map((a) => `${a} ${scoreOfAspect(a, some).toFixed(3)}`).join(', ')}`);
    else
      for (const aspect of ASPECTS) {
        const c = confusionOf(aspect, some);
        console.log(`  ${aspect}: ${F1_KIND[aspect]} F1 ${scoreOfAspect(aspect, some).toFixed(3)}`);
        for (const line of c.table()) console.log(`    ${line}`);
      }
    const values = some.flatMap((j) =>
      Object.entries(j.reply.expect.values).map(([facet, want]) => sameValue(j, facet, want)),
    );
    console.log(`  values in normal form: ${values.filter(Boolean).length} of ${values.length} the same`);
  }
}

function printErrors(judged: readonly Judged[]): void {
  for (const aspect of ASPECTS as readonly Aspect[])
    for (const j of judged) {
      const [expected, got] = labelsOf[aspect](j).map((l) => [...l].sort());
      const missing = expected!.filter((l) => !got!.includes(l));
      const extra = got!.filter((l) => !expected!.includes(l));
      if (missing.length + extra.length > 0)
        console.log(
          `${aspect}\t${j.reply.id}\tmissing ${missing.join(' ') || '-'}\textra ${extra.join(' ') || '-'}`,
        );
    }
  for (const j of judged)
    for (const [facet, want] of Object.entries(j.reply.expect.values))
      if (!sameValue(j, facet, want))
        console.log(
          `value\t${j.reply.id}\t${facet}\t${JSON.stringify(want)}\tgot ${JSON.stringify(j.verdict.reading?.values.filter((v) => v.facet === facet) ?? [])}`,
        );
}
