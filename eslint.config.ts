import stylistic from '@stylistic/eslint-plugin'
import type { Linter } from 'eslint'
import { defineConfig } from 'eslint/config'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import typescript from 'typescript-eslint'

const SHARED = ['domain', 'channel']
const PAGE = ['db', 'link', 'state', 'components', 'views']
const HOST = ['ports', 'journal', 'push', 'pull', 'aws', 'practice', 'shell']
const ROOMS = [...SHARED, ...PAGE, ...HOST]

/** Packages that belong to some places; everywhere else they are refused. */
const PACKAGES = {
  zod: { regex: '^zod($|/)', message: 'Import z from #domain/zod, where it is set up for the page\'s CSP.' },
  dexie: { regex: '^dexie$', message: 'IndexedDB belongs to src/db.' },
  electron: { regex: '^electron($|/)', message: 'Electron belongs to its shell.' },
  aws: { regex: '^@(aws-sdk|smithy)/', message: 'The SDK belongs to electron/aws; practice shares no code with the client.' },
  vue: { regex: '^(vue|pinia)$', message: 'Rules, storage and link know nothing of Vue.' },
} as const

interface Place { files: string, may: string[], owns?: Array<keyof typeof PACKAGES> }

/** Which rooms and packages each place may import. This table is the architecture; a later row refines an earlier one. */
const PLACES: Place[] = [
  { files: 'src/domain/**', may: ['domain'] },
  { files: 'src/domain/zod.ts', may: ['domain'], owns: ['zod'] },
  { files: 'src/channel/**', may: ['channel', 'domain'] },
  { files: 'src/db/**', may: ['db', ...SHARED], owns: ['dexie'] },
  { files: 'src/link/**', may: ['link', 'db', ...SHARED] },
  { files: 'src/state/**', may: ['state', 'link', 'db', ...SHARED], owns: ['vue'] },
  { files: 'src/components/**', may: ['components', 'domain'], owns: ['vue'] },
  { files: 'src/views/**', may: ['views', 'components', 'state', 'domain'], owns: ['vue'] },
  { files: 'src/*', may: [...SHARED, ...PAGE], owns: ['vue'] },
  { files: 'electron/ports/**', may: ['ports', 'domain'] },
  { files: 'electron/journal/**', may: ['journal', 'ports', ...SHARED] },
  { files: 'electron/push/**', may: ['push', 'ports', ...SHARED] },
  { files: 'electron/pull/**', may: ['pull', 'ports', ...SHARED] },
  { files: 'electron/aws/**', may: ['aws', 'ports', ...SHARED], owns: ['aws'] },
  { files: 'electron/practice/**', may: ['practice', 'ports', ...SHARED] },
  { files: 'electron/shell/**', may: ['shell', ...SHARED] },
  { files: 'electron/shell/electron-*', may: ['shell', ...SHARED], owns: ['electron'] },
  { files: 'electron/*', may: [...SHARED, ...HOST] },
  { files: 'electron/{main,preload}.ts', may: [...SHARED, ...HOST], owns: ['electron'] },
]

function importRule({ files, may, owns = [] }: Place): Linter.Config {
  const rooms = ROOMS.filter(room => !may.includes(room)).map(room => ({
    regex: `^(#|(\\.\\.?/)+((src|electron)/)?)${room}/`,
    message: `${files} may not import from ${room}: imports point one way (see PLACES in eslint.config.ts).`,
  }))
  const host = { regex: '^#host$|/electron/', message: 'Page and host never see each other.' }
  const packages = Object.entries(PACKAGES).filter(([name]) => !owns.some(owned => owned === name)).map(([, rule]) => rule)
  const patterns = [...rooms, ...(files.startsWith('src/') ? [host] : []), ...packages]
  return { files: [files.endsWith('/**') ? `${files}/*.{ts,vue}` : files], rules: { 'no-restricted-imports': ['error', { patterns }] } }
}

const NO_NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'localStorage', 'sessionStorage']

export default defineConfig(
  { ignores: ['out/**', 'node_modules/**'] },
  typescript.configs.strict,
  vue.configs['flat/recommended'],
  stylistic.configs.customize({ indent: 2, quotes: 'single', semi: false, braceStyle: 'stroustrup' }),
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: typescript.parser } } },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@stylistic/max-len': ['error', { code: 140, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true }],
      '@stylistic/max-statements-per-line': ['error', { max: 2 }],
      'no-console': 'error',
      // The compiler knows every name, in templates too.
      'no-undef': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  PLACES.map(importRule),
  { files: ['src/**/*.{ts,vue}'], rules: { 'no-restricted-globals': ['error', 'indexedDB', ...NO_NETWORK] } },
  { files: ['src/db/**/*.ts'], rules: { 'no-restricted-globals': ['error', ...NO_NETWORK] } },
  { files: ['electron/practice/cli.ts', 'electron/start.ts', 'electron/chromium.ts', 'test/**'], rules: { 'no-console': 'off' } },
  { files: ['electron/**', 'test/**', '*.ts'], languageOptions: { globals: globals.node } },
)
