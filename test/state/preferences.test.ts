import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { createCaller } from '#channel/caller'
import type { Handlers } from '#channel/serve'
import { serve } from '#channel/serve'
import type { PreferencesPatch } from '#domain/preferences'
import { DEFAULT_PREFERENCES } from '#domain/preferences'
import { usePreferences } from '#state/preferences'
import { settled } from '../support/fake-timers'
import { createPortPair } from '../support/port-pair'
import { stubHandlers } from '../support/stub-handlers'

beforeEach(() => setActivePinia(createPinia()))

function host(own: Partial<Handlers>) {
  const pair = createPortPair()
  serve(pair.host, stubHandlers(own), { onDefect: (error) => { throw error } })
  return createCaller(pair.page)
}

it('stand by default until the host has said, and where it says nothing', async () => {
  const store = usePreferences()
  expect(store.preferences).toEqual(DEFAULT_PREFERENCES)
  expect(store.known).toBe(false)
  await store.read(host({}))
  expect(store.preferences).toEqual(DEFAULT_PREFERENCES)
  expect(store.known).toBe(true)
})

it('show a change at once, also one made before the host has answered', async () => {
  const patches: PreferencesPatch[] = []
  const store = usePreferences()
  const reading = store.read(host({
    preferences: async () => ({ ok: true, value: { ...DEFAULT_PREFERENCES, theme: 'dark', density: 'comfortable' } }),
    prefer: async ({ patch }) => {
      patches.push(patch)
      return { ok: true, value: {} }
    },
  }))
  store.change({ density: 'compact' })
  expect(store.preferences.density).toBe('compact')
  await reading
  expect(store.preferences).toMatchObject({ theme: 'dark', density: 'compact' })
  await settled()
  expect(patches).toEqual([{ density: 'compact' }])
})

it('tell the host the last of many quick changes, not each', async () => {
  const patches: PreferencesPatch[] = []
  const store = usePreferences()
  await store.read(host({
    prefer: async ({ patch }) => {
      patches.push(patch)
      await settled()
      return { ok: true, value: {} }
    },
  }))
  for (let list = 200; list <= 300; list += 1) store.change({ panes: { list, drawer: 340 } })
  store.change({ drawer: 'history' })
  while (patches.length < 2) await settled()
  expect(patches).toEqual([{ panes: { list: 200, drawer: 340 } }, { panes: { list: 300, drawer: 340 }, drawer: 'history' }])
})
