/** `node src/cli/main.ts COMMAND`: how a checkout runs. An installed package starts at bin/doorbell.js. */
import { main } from './program.ts';

await main(process.argv);
