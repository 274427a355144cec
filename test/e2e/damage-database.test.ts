import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { connectNext } from '../shell/harness'
import { CASES, newDesk } from './app'
import { add, openCase, SENT, standing, waiting } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await openCase(desk.page, CASES.lambda)
  await add(desk.page, 'Add an impacted account', '000000000021')
  await standing(desk.page, SENT)
  desk.service.cut()
  for (const n of [1, 2, 3]) await add(desk.page, 'Add a threat-actor address', `198.51.100.${n}`)
  await standing(desk.page, '3 unsent, saved on this machine')
  await desk.close()
})
afterEach(() => desk.close())

const databases = (): string => path.join(desk.machine.data, 'chromium/Default/IndexedDB')

/** The files of the database by the beginning of their names. */
async function files(begins: string): Promise<string[]> {
  const [leveldb = ''] = (await readdir(databases())).filter(name => name.endsWith('.leveldb'))
  const names = await readdir(path.join(databases(), leveldb))
  return names.filter(name => name.startsWith(begins)).map(name => path.join(databases(), leveldb, name))
}

const DAMAGE: Array<[what: string, how: () => Promise<void>]> = [
  ['a MANIFEST of garbage', async () => { for (const file of await files('MANIFEST')) await writeFile(file, Buffer.alloc(300, 0xee)) }],
  ['no MANIFEST', async () => { for (const file of await files('MANIFEST')) await rm(file) }],
  ['an empty CURRENT', async () => { for (const file of await files('CURRENT')) await writeFile(file, '') }],
]

it.each(DAMAGE)('with %s starts on a new database, says where the damaged one is kept, and has every saved edit', async (_, damage) => {
  const before = await readdir(path.join(desk.machine.data, 'set-aside')).catch((): string[] => [])
  await damage()
  const logs = await Promise.all((await files('0')).map(file => readFile(file)))
  await desk.open()
  const notice = desk.page.getByRole('note').filter({ hasText: 'was damaged, and has been put aside' })
  await notice.getByText('Every edit that was saved has come back from the journal').waitFor()
  await standing(desk.page, '3 unsent, saved on this machine')
  expect((await waiting(desk.page)).toSorted()).toEqual([1, 2, 3].map(n => `+198.51.100.${n}`))

  const [kept = ''] = (await readdir(path.join(desk.machine.data, 'set-aside'))).filter(name => !before.includes(name))
  const folder = path.join(desk.machine.data, 'set-aside', kept)
  expect(await notice.locator('.mono').textContent()).toBe(folder)
  const [leveldb = ''] = await readdir(folder)
  const names = (await readdir(path.join(folder, leveldb))).filter(name => name.startsWith('0'))
  expect(await Promise.all(names.map(name => readFile(path.join(folder, leveldb, name))))).toEqual(logs)
})

it('that does not open puts it aside, starts anew by itself, and has every saved edit', async () => {
  // Nothing to be seen before the browser tries: its lock cannot be taken.
  const [lock = ''] = await files('LOCK')
  await rm(lock)
  await mkdir(lock)
  await desk.open()
  const page = await connectNext(async () => path.join(desk.machine.data, 'chromium'), async (next) => {
    await next.getByRole('region', { name: 'Status' }).waitFor({ timeout: 5000 })
    return true
  })
  await page.getByRole('note').filter({ hasText: 'was damaged, and has been put aside' }).waitFor()
  await standing(page, '3 unsent, saved on this machine')
  expect((await waiting(page)).toSorted()).toEqual([1, 2, 3].map(n => `+198.51.100.${n}`))
})

it('that opens empty is told, and has every saved edit', async () => {
  for (const file of await files('0')) await rm(file)
  await desk.open()
  await desk.page.getByRole('note').filter({ hasText: 'was empty, although it had been used' }).waitFor()
  await standing(desk.page, '3 unsent, saved on this machine')
  expect((await waiting(desk.page)).toSorted()).toEqual([1, 2, 3].map(n => `+198.51.100.${n}`))

  // Seen once, it is not told again at the next start.
  await desk.close()
  await desk.open()
  await standing(desk.page, '3 unsent, saved on this machine')
  expect(await desk.page.getByRole('note').filter({ hasText: 'although it had been used' }).count()).toBe(0)
})
