import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { type DatabasePlace, readyPageDatabase } from '#shell/page-database'

/** A manifest as Chromium 156 has written it. */
const MANIFEST = Buffer.from('e4d68eee10000101086964625f636d7031020003020400', 'hex')
const NOW = Date.UTC(2026, 2, 27, 15, 32)

let place: DatabasePlace
let leveldb: string
beforeEach(async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-database-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  place = { root, shell: 'chromium', folder: path.join(root, 'chromium/Default/IndexedDB') }
  leveldb = path.join(place.folder, 'https_app.indexeddb.leveldb')
  await mkdir(leveldb, { recursive: true })
  await writeFile(path.join(leveldb, '000003.log'), 'what was written')
  await writeFile(path.join(leveldb, 'CURRENT'), 'MANIFEST-000001\n')
  await writeFile(path.join(leveldb, 'MANIFEST-000001'), MANIFEST)
})

let restarts = 0
beforeEach(() => { restarts = 0 })
const ready = () => readyPageDatabase(place, { now: NOW, restart: () => { restarts += 1 } })
const aside = () => readdir(path.join(place.root, 'set-aside')).catch((): string[] => [])

it.each<[what: string, change: () => Promise<void>]>([
  ['sound', async () => {}],
  ['torn at the end of its manifest, as a crash leaves it', () => appendFile(path.join(leveldb, 'MANIFEST-000001'), Buffer.alloc(9, 1))],
  ['empty, as before its first opening', async () => { for (const name of await readdir(leveldb)) await rm(path.join(leveldb, name)) }],
  ['not there', () => rm(place.folder, { recursive: true })],
])('a database that is %s stays where it is', async (_, change) => {
  await change()
  expect(ready().aside).toBeNull()
  expect(await aside()).toEqual([])
})

it.each<[what: string, damage: () => Promise<void>]>([
  ['has no CURRENT', () => rm(path.join(leveldb, 'CURRENT'))],
  ['has an empty CURRENT', () => writeFile(path.join(leveldb, 'CURRENT'), '')],
  ['names a manifest that is not there', () => writeFile(path.join(leveldb, 'CURRENT'), 'MANIFEST-000007\n')],
  ['names a way out of its folder', () => writeFile(path.join(leveldb, 'CURRENT'), '../MANIFEST-000001\n')],
  ['has half a manifest', () => writeFile(path.join(leveldb, 'MANIFEST-000001'), MANIFEST.subarray(0, 12))],
  ['has one wrong bit in its manifest', () => writeFile(path.join(leveldb, 'MANIFEST-000001'), MANIFEST.map((byte, at) => at === 15 ? byte ^ 1 : byte))],
  ['is a file', async () => {
    await rm(leveldb, { recursive: true })
    await writeFile(leveldb, 'no folder')
  }],
])('a database that %s is put aside whole before the browser sweeps it away', async (_, damage) => {
  await damage()
  const before = await readdir(leveldb).catch(() => null)
  const to = path.join(place.root, 'set-aside', '2026-03-27T15.32.00.000Z-chromium-database')
  expect(ready().aside).toEqual({ path: to, at: NOW })
  expect(await readdir(path.join(to, 'https_app.indexeddb.leveldb')).catch(() => null)).toEqual(before)
  expect(await readdir(path.dirname(place.folder))).toEqual([])
  expect(ready().aside).toBeNull()
})

it('one that the page could not open is put aside at the start that follows, even after a crash, and once', async () => {
  await ready().setAside()
  expect(restarts).toBe(1)
  const { aside: moved } = ready()
  expect(await readFile(path.join(moved?.path ?? '', 'https_app.indexeddb.leveldb/000003.log'), 'utf8')).toBe('what was written')
  expect(ready().aside).toBeNull()
})

it('where the new one does not open either, it is said instead of starting again for ever', async () => {
  await ready().setAside()
  await expect(ready().setAside()).rejects.toMatchObject({ code: 'cannotSetAside', message: expect.stringContaining('put aside just now') })
  expect(restarts).toBe(1)
})

it('one that cannot be moved stays, and the reason is said', async () => {
  await rm(path.join(leveldb, 'CURRENT'))
  await writeFile(path.join(place.root, 'set-aside'), 'in the way')
  const database = ready()
  expect(database.aside).toBeNull()
  await expect(database.setAside()).rejects.toMatchObject({ code: 'cannotSetAside', message: expect.stringContaining(place.folder) })
  expect(await readdir(leveldb)).toContain('000003.log')
})
