// Data files that the compiler leaves behind: every .yml under src/ goes to its place in dist/.
import { cpSync, statSync } from 'node:fs';
import { extname } from 'node:path';

cpSync('src', 'dist', {
  recursive: true,
  filter: (source) => statSync(source).isDirectory() || extname(source) === '.yml',
});
