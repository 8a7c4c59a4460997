import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['tests/**/*.soak.ts'], maxWorkers: 1, testTimeout: 3_600_000, hookTimeout: 60_000 },
});
