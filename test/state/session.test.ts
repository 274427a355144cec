// @vitest-environment happy-dom
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCaller } from '#channel/caller'
import { failure } from '#channel/errors'
import type { Handlers, Served } from '#channel/serve'
import { serve } from '#channel/serve'
import { useSession } from '#state/session'
import { useSync } from '#state/sync'
import { createPortPair } from '../support/port-pair'
import { stubHandlers } from '../support/stub-handlers'

let served: Served
let pair: ReturnType<typeof createPortPair>
let workspace: Handlers['workspace']
let practice: Handlers['practice']

const practiceWorkspace: Handlers['workspace'] = async () => ({
  ok: true,
  value: {
    workspace: { id: 'practice', practice: true, profile: null, account: null, region: 'eu-west-1' },
    shell: 'chromium', generation: 'generation-1', damage: [], database: { aside: null, remembered: null },
  },
})

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  setActivePinia(createPinia())
  workspace = practiceWorkspace
  practice = async () => ({ ok: true, value: { cut: false, rehearsal: null } })
  pair = createPortPair()
  served = serve(pair.host, stubHandlers({
    workspace: input => workspace(input),
    practice: input => practice(input),
    reconcile: async () => ({ ok: true, value: { missing: [], refill: [] } }),
    outcomes: async () => ({ ok: true, value: { outcomes: [], more: false } }),
    acknowledge: async () => ({ ok: true, value: {} }),
  }), { onDefect: (error) => { throw error } })
})
afterEach(() => {
  served.close()
  vi.unstubAllGlobals()
})

it('says that the host answers, once it does so in the next workspace', async () => {
  const session = useSession()
  const caller = createCaller(pair.page, { deadline: 20 })
  pair.joined = false
  await session.start(caller)
  expect([session.phase.kind, useSync().connected]).toEqual(['failed', false])
  pair.joined = true
  await session.start()
  expect([session.phase.kind, useSync().connected]).toEqual(['ready', true])
})

it('does not call a workspace ready whose start has given way to the next, which failed', async () => {
  const session = useSession()
  let answer = (): void => {}
  practice = () => new Promise((resolve) => { answer = () => resolve({ ok: true, value: { cut: true, rehearsal: null } }) })
  const first = session.start(createCaller(pair.page))
  await vi.waitFor(() => { expect(session.workspace).not.toBeNull() })
  workspace = async () => failure('profile', 'There is no such profile.')
  served.emit('moved', {})
  await vi.waitFor(() => { expect(session.phase.kind).toBe('failed') })
  answer()
  await first
  expect(session.phase).toMatchObject({ kind: 'failed', code: 'profile' })
  expect(session.practice).toBeNull()
})
