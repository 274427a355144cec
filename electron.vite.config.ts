import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { securityIrClient } from './electron/aws/resolve-client.ts'

export default defineConfig({
  main: {
    plugins: [securityIrClient()],
    build: {
      // Reading hundreds of small files takes longer at a start than all that the host does then.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          main: 'electron/main.ts',
          chromium: 'electron/chromium.ts',
          start: 'electron/start.ts',
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed page's preload is one CommonJS file that requires nothing but electron.
      externalizeDeps: false,
      rolldownOptions: { input: 'electron/preload.ts', output: { format: 'cjs' } },
    },
  },
  renderer: {
    root: 'src',
    plugins: [vue()],
    build: { rolldownOptions: { input: 'src/index.html' } },
  },
})
