#!/usr/bin/env node
// The installed command. Node does not run TypeScript inside node_modules, so a package carries the built files.
import { existsSync } from 'node:fs';

const built = new URL('../dist/cli/program.js', import.meta.url);
const source = new URL('../src/cli/program.ts', import.meta.url);
const { main } = await import((existsSync(built) ? built : source).href);
await main(process.argv);
