import { defineConfig } from 'drizzle-kit';

/** For `npm run migrations`: writes into drizzle/ what changed in the schema. The ledger applies it when it is opened. */
export default defineConfig({ dialect: 'sqlite', schema: './src/store/schema.ts', out: './drizzle' });
