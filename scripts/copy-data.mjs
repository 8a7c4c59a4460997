// Data files that the compiler leaves behind: every .yml and .json under src/ goes to its place in dist/, and so do the
// desk's own assets. The packs of languages are read from their folder, not imported, so the compiler does not see them.
import { cpSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';

cpSync('src', 'dist', {
  recursive: true,
  filter: (source) =>
    statSync(source).isDirectory() ||
    ['.yml', '.json'].includes(extname(source)) ||
    basename(dirname(source)) === 'assets',
});
