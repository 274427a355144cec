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
    reporters: ['default', './test/closing-line.ts'],
  },
})
