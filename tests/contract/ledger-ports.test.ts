import { onTestFinished } from 'vitest';
import { openLedger } from '../../src/store/ledger.ts';
import { emptyFolder } from '../store/folders.ts';
import { memoryLedger } from '../support/memory-ledger.ts';
import { ledgerContract } from './ledger-suite.ts';

ledgerContract('SQLite', async (clock) => {
  const dir = await emptyFolder();
  const ledger = await openLedger({ dir, clock });
  onTestFinished(() => ledger.close());
  return ledger;
});

ledgerContract('memory', async (clock) => memoryLedger(clock));
