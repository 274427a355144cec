import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createCaller } from '#channel/caller'
import { DEFAULT_PREFERENCES } from '#domain/preferences'
import { createHost } from '#host'
import { openSettings } from '../../electron/settings'
import { createPortPair } from '../support/port-pair'

let home: string
let folder: string
let file: string
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-settings-'))
  folder = path.join(home, 'data')
  file = path.join(folder, 'settings.json')
})
afterEach(() => rm(home, { recursive: true, force: true }))

it('keeps profile and preferences in one file for nobody else, and nothing beside it', async () => {
  const settings = openSettings(folder)
  await settings.choose('responder')
  await settings.prefer({ theme: 'dark' })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['settings.json'])
  const again = openSettings(folder)
  expect(await again.profile()).toBe('responder')
  expect(await again.preferences()).toEqual({ ...DEFAULT_PREFERENCES, theme: 'dark' })
})

it('takes what is changed at one and the same time, and loses none of it', async () => {
  const settings = openSettings(folder)
  await Promise.all([settings.prefer({ theme: 'dark' }), settings.choose('one'), settings.prefer({ density: 'comfortable' }), settings.prefer({ theme: 'light' })])
  const again = openSettings(folder)
  expect(await again.preferences()).toMatchObject({ theme: 'light', density: 'comfortable' })
  expect(await again.profile()).toBe('one')
})

it('reads the file of a version that had no preferences', async () => {
  await openSettings(folder).choose(null)
  await writeFile(file, '{"profile":"responder"}\n')
  const settings = openSettings(folder)
  expect(await settings.profile()).toBe('responder')
  expect(await settings.preferences()).toEqual(DEFAULT_PREFERENCES)
})

it.each(['', '{"profile":', 'null', '[]', '{"profile":7,"preferences":"dark"}'])('takes a file that does not read (%j) as none, and can write it anew', async (text) => {
  await openSettings(folder).choose('before')
  await writeFile(file, text)
  const settings = openSettings(folder)
  expect(await settings.profile()).toBe(null)
  expect(await settings.preferences()).toEqual(DEFAULT_PREFERENCES)
  await settings.prefer({ notify: false })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ preferences: { notify: false } })
})

it('keeps in the file what another version wrote there, and says what of it does not read', async () => {
  await openSettings(folder).choose('responder')
  const view = { name: 'Night', filter: { marks: ['hologram'] } }
  await writeFile(file, JSON.stringify({ profile: 'responder', hologram: 1, preferences: { views: [view], theme: 'dark' } }))
  const settings = openSettings(folder)
  expect(await settings.damage()).toEqual([{ file: 'settings.json', line: 1, reason: 'The saved view “Night”.' }])
  await settings.prefer({ views: [], density: 'comfortable' })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ profile: 'responder', hologram: 1, preferences: { views: [view], theme: 'dark', density: 'comfortable' } })
})

it('sets a file that does not read aside, and says where', async () => {
  await openSettings(folder).choose('before')
  await writeFile(file, '{"profile":')
  const settings = openSettings(folder)
  const [spot] = await settings.damage()
  await settings.prefer({ notify: false })
  const aside = (await readdir(folder)).find(name => name !== 'settings.json') ?? ''
  expect(spot?.reason).toContain(aside)
  expect(await readFile(path.join(folder, aside), 'utf8')).toBe('{"profile":')
})

it('keeps the profile where only the preferences are damaged, and holds what cannot be written', async () => {
  await openSettings(folder).choose('responder')
  await writeFile(file, '{"profile":"responder","preferences":{"theme":4,"density":"comfortable"}}')
  const settings = openSettings(folder)
  expect(await settings.profile()).toBe('responder')
  await rm(folder, { recursive: true })
  await writeFile(folder, 'no folder')
  await expect(settings.prefer({ drawer: null })).rejects.toThrow()
  expect(await settings.preferences()).toMatchObject({ density: 'comfortable', drawer: null })
})

it('is asked over the channel whatever becomes of the workspace, and after a restart', async () => {
  async function open() {
    const pair = createPortPair()
    const host = await createHost({ port: pair.host, shell: 'chromium', dataFolder: folder, env: {}, home, resources: home, profile: 'nowhere', log: () => {} })
    return { host, page: createCaller(pair.page) }
  }
  const first = await open()
  expect(await first.page.call('workspace', {})).toMatchObject({ ok: false, error: { code: 'profile' } })
  expect(await first.page.call('prefer', { patch: { theme: 'dark' } })).toEqual({ ok: true, value: {} })
  await first.host.close()
  const second = await open()
  expect(await second.page.call('preferences', {})).toEqual({ ok: true, value: { ...DEFAULT_PREFERENCES, theme: 'dark' } })
  await second.host.close()
})
