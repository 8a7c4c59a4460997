/** For the package: the sandbox's chat widgets, bundled, since a user of the package has none of our development packages. */
import { join } from 'node:path';
import { writeAssets } from '../src/sandbox/web/widgets/assets.ts';

await writeAssets(join(import.meta.dirname, '..', 'dist', 'sandbox', 'web', 'assets'));
