import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const eslint = new ESLint()

/** The rules that refuse `code`, were it the file at `path`. */
async function refusals(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path })
  return result?.messages.flatMap(({ ruleId }) => ruleId ?? []) ?? []
}

const importOf = (specifier: string): string => `import { thing } from '${specifier}'\n\nexport const it = thing\n`

/** One planted import against each direction that the table in eslint.config.ts closes. */
const PLANTED: ReadonlyArray<[from: string, specifier: string]> = [
  ['src/domain/plan.ts', '#channel/protocol'],
  ['src/domain/plan.ts', '../state/cases'],
  ['src/domain/plan.ts', 'vue'],
  ['src/channel/serve.ts', '#db/store'],
  ['src/db/store.ts', '#link/link'],
  ['src/link/link.ts', '#state/cases'],
  ['src/link/link.ts', 'pinia'],
  ['src/state/cases.ts', '../views/CaseList.vue'],
  ['src/state/cases.ts', 'dexie'],
  ['src/components/Field.vue', '#state/cases'],
  ['src/views/CasePane.vue', '#db/store'],
  ['src/views/CasePane.vue', '../../electron/host'],
  ['src/App.vue', '#host'],
  ['src/state/session.ts', '#journal/journal'],
  ['electron/ports/service.ts', '#push/lane'],
  ['electron/journal/journal.ts', '#push/lane'],
  ['electron/push/lane.ts', '#aws/gateway'],
  ['electron/push/lane.ts', '#pull/pull'],
  ['electron/push/lane.ts', '../journal/journal'],
  ['electron/push/lane.ts', '@aws-sdk/credential-provider-sso'],
  ['electron/push/lane.ts', 'electron'],
  ['electron/pull/pull.ts', '#push/gate'],
  ['electron/aws/gateway.ts', '#journal/journal'],
  ['electron/practice/sigv4.ts', '@smithy/signature-v4'],
  ['electron/practice/sigv4.ts', '#aws/gateway'],
  ['electron/shell/chromium-shell.ts', '#push/gate'],
  ['electron/host.ts', '#state/cases'],
  ['electron/host.ts', '../src/db/store'],
  ['electron/host.ts', 'electron'],
  ['src/link/link.ts', 'zod'],
]

describe('an import against the directions', () => {
  it.each(PLANTED)('%s may not import %s', async (from, specifier) => {
    const code = from.endsWith('.vue') ? `<script setup lang="ts">\n${importOf(specifier)}</script>\n` : importOf(specifier)
    expect(await refusals(from, code)).toContain('no-restricted-imports')
  }, 60_000)

  it.each([
    ['src/views/CasePane.vue', '#state/cases'],
    ['src/state/session.ts', '#link/link'],
    ['electron/push/lane.ts', '#domain/plan'],
    ['electron/host.ts', '#push/drain'],
    ['electron/aws/gateway.ts', '@smithy/core'],
  ])('%s may import %s', async (from, specifier) => {
    const code = from.endsWith('.vue') ? `<script setup lang="ts">\n${importOf(specifier)}</script>\n` : importOf(specifier)
    expect(await refusals(from, code)).not.toContain('no-restricted-imports')
  })
})

describe('an escape from the types', () => {
  const inVue = (script: string): string => `<script setup lang="ts">\n${script}\n</script>\n\n<template>\n  <p>{{ value }}</p>\n</template>\n`

  it.each([
    ['any', 'const value: any = 1', '@typescript-eslint/no-explicit-any'],
    ['!', 'const found: string | undefined = [\'a\'][0]\nconst value = found!', '@typescript-eslint/no-non-null-assertion'],
  ])('%s is refused in TypeScript and in .vue files', async (_name, script, rule) => {
    expect(await refusals('src/views/CasePane.vue', inVue(script))).toContain(rule)
    expect(await refusals('electron/host.ts', `${script}\n\nexport { value }\n`)).toContain(rule)
  })
})

describe('a way out of the page', () => {
  it.each(['fetch(\'https://example.com\')', 'new WebSocket(\'wss://example.com\')', 'new XMLHttpRequest()', 'indexedDB.open(\'x\')'])('%s is refused', async (code) => {
    expect(await refusals('src/state/cases.ts', `export const out = ${code}\n`)).toContain('no-restricted-globals')
  })
})
