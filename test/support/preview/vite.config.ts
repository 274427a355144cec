import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The page alone, its stores filled with invented cases: `npx vite build -c test/support/preview/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  base: './',
  build: { outDir: '../../../out/preview', emptyOutDir: true },
})
