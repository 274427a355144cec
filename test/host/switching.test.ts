import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 as newId } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createHost } from '#host'
import { openJournal } from '#journal/journal'
import type { Caller } from '#channel/caller'
import { createCaller } from '#channel/caller'
import type { HandedEdit, Input, Output, RequestName } from '#channel/protocol'
import { createPortPair } from '../support/port-pair'

const RESOURCES = path.join(import.meta.dirname, '../../resources')
const CASE = '4127692877'
const AWS = '111122223333-eu-west-1'
const PROFILE = (name: string, account: string): string =>
  `[profile ${name}]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = ${account}\nsso_role_name = Responder\nregion = eu-west-1\n\n`

let home: string
let data: string
let page: Caller
let close: () => Promise<void>
let defects: string[]

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-switch-'))
  data = path.join(home, 'data')
  defects = []
  await writeFile(path.join(home, 'config'), PROFILE('one', '111122223333') + PROFILE('two', '444455556666'))
  await open()
})
afterEach(async () => {
  await close()
  await rm(home, { recursive: true, force: true })
  expect(defects).toEqual([])
})

async function open(): Promise<void> {
  const pair = createPortPair()
  page = createCaller(pair.page)
  const env = { AWS_CONFIG_FILE: path.join(home, 'config'), AWS_ENDPOINT_URL_SECURITY_IR: 'http://127.0.0.1:9' }
  const log = (line: string): void => { defects.push(line) }
  const host = await createHost({ port: pair.host, shell: 'chromium', dataFolder: data, env, home, resources: RESOURCES, profile: null, log })
  close = () => host.close()
}

async function ask<N extends RequestName>(request: N, input: Input<N>): Promise<Output<N>> {
  const result = await page.call(request, input)
  if (!result.ok) throw new Error(`${request}: ${result.error.code} ${result.error.message}`)
  return result.value
}

function titled(value: string): HandedEdit {
  return { edit: { id: newId(), caseId: CASE, at: Date.now(), supersedes: [], change: { kind: 'set', field: 'title', value, base: 'Old' } }, generation: null }
}

it('writes no edit of the workspace that closes into the journal of the one that opens', async () => {
  await ask('workspace', {})
  await ask('practice', { action: 'cut' })
  const moved = new Promise((resolve) => { page.on('moved', resolve) })
  let switched = false
  const chosen = ask('choose', { profile: 'one' }).finally(() => { switched = true })
  const results = []
  while (!switched) {
    results.push(page.call('record', { edits: [titled('Of the practice workspace')] }))
    results.push(page.call('refresh', { caseId: CASE }))
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  await Promise.all([moved, chosen])
  const codes = new Set((await Promise.all(results)).map(result => result.ok ? 'ok' : result.error.code))
  expect(codes).toContain('moved')
  expect((await ask('workspace', {})).workspace.id).toBe(AWS)
  expect(await ask('reconcile', { edits: [], mirror: [] })).toEqual({ missing: [], refill: [] })
})

it('tells a page nothing of a workspace once it has been told that another one opens', async () => {
  const heard: string[] = []
  page.on('moved', () => heard.push('moved'))
  page.on('snapshots', ({ snapshots }) => heard.push(...snapshots.map(({ caseId }) => caseId)))
  await ask('workspace', {})
  await ask('reconcile', { edits: [], mirror: [] })
  await ask('choose', { profile: 'one' })
  await ask('workspace', {})
  await new Promise((resolve) => { setTimeout(resolve, 200) })
  expect(heard.at(-1)).toBe('moved')
})

it('ends where the last of two choices made at once led, and finds it there after a restart', async () => {
  await ask('workspace', {})
  await Promise.all([ask('choose', { profile: 'two' }), ask('choose', { profile: null }), ask('choose', { profile: 'one' })])
  expect((await ask('workspace', {})).workspace.profile).toBe('one')
  expect(JSON.parse(await readFile(path.join(data, 'settings.json'), 'utf8'))).toMatchObject({ profile: 'one' })
  await close()
  await open()
  expect((await ask('workspace', {})).workspace.profile).toBe('one')
})

it('begins practice anew once more where that was asked for twice at once', async () => {
  const { generation } = await ask('workspace', {})
  await Promise.all([ask('practice', { action: 'reset' }), ask('practice', { action: 'reset' })])
  expect((await ask('workspace', {})).generation).not.toBe(generation)
})

it('leaves nothing open when it is closed in the midst of a choice', async () => {
  await ask('workspace', {})
  void page.call('choose', { profile: 'one' })
  await new Promise((resolve) => { setImmediate(resolve) })
  await close()
  await new Promise((resolve) => { setTimeout(resolve, 100) })
  for (const folder of ['practice', AWS]) {
    const again = await openJournal({ folder: path.join(data, 'workspaces', folder) })
    await again.close()
  }
})

it('opens the workspace at the next try once another program has let go of its journal', async () => {
  await close()
  const elsewhere = await openJournal({ folder: path.join(data, 'workspaces/practice') })
  await open()
  expect(await page.call('workspace', {})).toMatchObject({ ok: false, error: { code: 'journalLocked' } })
  await elsewhere.close()
  expect((await ask('workspace', {})).workspace.id).toBe('practice')
})

it('switches though the choice cannot be remembered', async () => {
  await ask('workspace', {})
  await mkdir(path.join(data, 'settings.json'), { recursive: true })
  await ask('choose', { profile: 'one' })
  expect((await ask('workspace', {})).workspace.profile).toBe('one')
  expect(defects.splice(0)).toHaveLength(1)
})
