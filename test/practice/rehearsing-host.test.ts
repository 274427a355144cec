import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createCaller, type Caller } from '#channel/caller'
import type { Input, Output, RequestName } from '#channel/protocol'
import { createHost } from '#host'
import { createPortPair } from '../support/port-pair'
import { MINING, temporaryFolder } from './harness'

interface Page {
  ask: <N extends RequestName>(request: N, input: Input<N>) => Promise<Output<N>>
  on: Caller['on']
}

/** The host as the app has it, in the practice workspace. */
async function openHost(): Promise<Page> {
  const folder = await temporaryFolder()
  const pair = createPortPair()
  const page = createCaller(pair.page)
  const resources = path.join(import.meta.dirname, '../../resources')
  const host = await createHost({
    port: pair.host, shell: 'chromium', dataFolder: folder, env: {}, home: folder, resources, profile: null, log: () => {},
  })
  onTestFinished(async () => {
    await host.close()
    await rm(folder, { recursive: true, force: true })
  })
  const ask: Page['ask'] = async (request, input) => {
    const result = await page.call(request, input)
    if (!result.ok) throw new Error(`${request}: ${result.error.message}`)
    return result.value
  }
  await ask('workspace', {})
  await ask('reconcile', { edits: [], mirror: [] })
  return { ask, on: page.on }
}

test('a rehearsed portal shows in the status by itself, and goes away when the rehearsal is ended', async () => {
  const { ask, on } = await openHost()
  let drain = ''
  on('status', (status) => { drain = JSON.stringify(status.drain) })
  await expect.poll(() => drain, { timeout: 15_000 }).toContain('idle')

  expect(await ask('rehearse', { rehearsal: 'captivePortal', caseId: null })).toEqual({ cut: false, rehearsal: 'captivePortal' })
  await expect.poll(() => drain, { timeout: 15_000 }).toContain('notTheService')
  expect(await ask('practice', { action: 'state' })).toEqual({ cut: false, rehearsal: 'captivePortal' })

  expect(await ask('rehearse', { rehearsal: null, caseId: null })).toEqual({ cut: false, rehearsal: null })
  await expect.poll(() => drain, { timeout: 15_000 }).toContain('idle')
})

test('what a colleague does in a rehearsal arrives without being asked for', async () => {
  const { ask, on } = await openHost()
  const titles = new Set<string | null>()
  on('snapshots', ({ snapshots }) => {
    for (const { caseId, content } of snapshots) if (caseId === MINING) titles.add(content.title)
  })
  await expect.poll(() => titles.size, { timeout: 15_000 }).toBe(1)
  expect(await ask('rehearse', { rehearsal: 'colleague', caseId: MINING })).toEqual({ cut: false, rehearsal: null })
  await expect.poll(() => titles.size, { timeout: 15_000 }).toBe(2)
})

test('practising anew ends the rehearsal too', async () => {
  const { ask } = await openHost()
  await ask('rehearse', { rehearsal: 'quota', caseId: null })
  expect(await ask('practice', { action: 'cut' })).toEqual({ cut: true, rehearsal: 'quota' })
  expect(await ask('practice', { action: 'reset' })).toEqual({ cut: false, rehearsal: null })
  expect(await ask('practice', { action: 'state' })).toEqual({ cut: false, rehearsal: null })
})
