/**
 * Makes the golden wave anew. `node tests/golden/make-wave.ts` assesses the saved evidence again, after a rule was
 * changed on purpose: read the diff before you commit it. With `--record` the sandbox plays a new wave first.
 */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playDemo } from '../../src/cli/play-demo.ts';
import { PACKAGE_ROOT } from '../../src/cli/version.ts';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';
import { loadSavedWave, reassess, saveAssessments, saveWave } from './wave.ts';

if (process.argv.includes('--record')) {
  const root = mkdtempSync(join(tmpdir(), 'doorbell-golden-'));
  for (const name of ['lenders.yml', 'scenarios', 'settings.yml'])
    cpSync(join(PACKAGE_ROOT, name), join(root, name), { recursive: true });
  const wave = readFileSync(join(PACKAGE_ROOT, 'wave.yml'), 'utf8');
  // Mail alone: the saved wave holds no other kind of evidence.
  const mail = wave
    .replace(/^channels:.*$/m, 'channels: [email]')
    .replace(/^only:\n(?: {2}.*\n)+/m, '')
    .replace(/^scenarios:.*$/m, 'scenarios: [first-loan]');
  writeFileSync(join(root, 'wave.yml'), mail);
  const { setup } = await playDemo({
    root,
    out: join(root, 'out'),
    language: 'en',
    say: console.error,
    onProgress: () => {},
  });
  const ledger = await openLedgerReadOnly({ dir: setup.folder.ledger });
  const events = await ledger.events(setup.plan.wave.id);
  const evidence = new Map<string, Uint8Array>();
  for (const { body } of events)
    if (body.kind === 'captured')
      evidence.set(body.capture.evidence, await ledger.evidence(body.capture.evidence));
  await ledger.close();
  const { market, scenarios } = setup.study;
  saveWave({
    plan: setup.plan,
    study: { market, scenarios, domain: setup.settings.email.domain },
    events,
    evidence,
  });
}
saveAssessments(await reassess(loadSavedWave()));
