#!/usr/bin/env node
// The installed command. Node does not run TypeScript inside node_modules, so a package carries the built files.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/src/cli/main.js', import.meta.url);
const source = new URL('../src/cli/main.ts', import.meta.url);
const { program } = await import((existsSync(fileURLToPath(source)) ? source : built).href);
const { runProgram } = await import(new URL(existsSync(fileURLToPath(source)) ? './command.ts' : './command.js', existsSync(fileURLToPath(source)) ? source : built).href);
await runProgram(program(), process.argv);
