import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { securityIrClient } from './electron/aws/resolve-client.ts'

export default defineConfig({
  plugins: [vue(), securityIrClient()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/find-browser.ts',
    // Two cores, and the end-to-end files each start a browser.
    maxWorkers: 2,
    // For what hangs: a machine that does other work as well is no reason to fail.
    testTimeout: 30_000,
    reporters: ['default', './test/closing-line.ts'],
  },
})
