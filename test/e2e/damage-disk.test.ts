import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { connectNext } from '../shell/harness'
import { mountSmallDisk, setWritable } from '../support/small-disk'
import { CASES, newDesk } from './app'
import { add, field, openCase, retype, saved, SENT, settles, standing } from './screen'

const MB = 1024 * 1024
const LONG = 'Typed while there was no room. '.repeat(250)

/** The data lies on a disk of 96 MB; where this user may not mount one, there is nothing to be tried. */
const disk = await mountSmallDisk(96 * MB)
const ballast = path.join(disk?.folder ?? '', 'ballast')
afterAll(() => disk?.remove())
const desk = newDesk(disk === null ? {} : { data: path.join(disk.folder, 'data') })
afterAll(() => { if (disk !== null) setWritable(disk.folder, true) })

/** Fills the disk up to that. */
async function leave(bytes: number): Promise<void> {
  if (disk === null) return
  const { bavail, bsize } = await statfs(disk.folder)
  // What the browser writes meanwhile comes off what is left.
  await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)), { flag: 'a' }).catch((error: unknown) => {
    if (bytes > 0) throw error
  })
}

const free = () => rm(ballast, { force: true })
const writable = async (is: boolean) => { if (disk !== null) setWritable(disk.folder, is) }

const addresses = (): string[] =>
  desk.service.case(CASES.lambda).threatActorIpAddresses.map(({ ipAddress = '' }) => ipAddress).filter(ip => ip.startsWith('198.51.100.'))

it.runIf(disk !== null)('keeps what is typed while the disk fills up, says so, and saves and sends it once there is room', async () => {
  await desk.open()
  const { page } = desk
  await standing(page, SENT)
  await openCase(page, CASES.lambda)
  desk.service.cut()
  await add(page, 'Add a threat-actor address', '198.51.100.1')
  await saved(page, 1)

  await leave(40 * MB)
  await add(page, 'Add a threat-actor address', '198.51.100.2')
  await page.getByRole('note').filter({ hasText: /Only (39|40) MB are left on this disk\. Edits are still saved\./ }).waitFor()
  await saved(page, 2)

  await leave(3 * MB)
  const alarm = page.getByRole('alert').filter({ hasText: 'This disk is full' })
  await alarm.getByText('What you type now stays on this screen, and is not saved.').waitFor()
  await retype(page, 'Title', 'Typed on a full disk')
  await add(page, 'Add a threat-actor address', '198.51.100.3')
  await alarm.getByText('2 edits are on this screen only, and not saved: do not close Fieldcase. Free 50 MB or more').waitFor()
  await standing(page, '2 edits are not saved')
  expect(await field(page, 'Title').inputValue()).toBe('Typed on a full disk')

  // What was saved is sent all the same; what was not is in nobody's hands yet.
  await desk.reconnect()
  await settles('what was saved to arrive', () => addresses().length, count => count >= 2)
  expect(addresses().toSorted()).toEqual(['198.51.100.1', '198.51.100.2'])

  await free()
  await alarm.waitFor({ state: 'detached' })
  await standing(page, SENT)
  expect(addresses().toSorted()).toEqual(['198.51.100.1', '198.51.100.2', '198.51.100.3'])
  expect(desk.service.case(CASES.lambda).title).toBe('Typed on a full disk')
  const added = desk.service.log.entries.filter(({ operation, status }) => operation === 'UpdateCase' && status === 200)
  expect(added).toHaveLength(2)
})

it.runIf(disk !== null)('asks before its window is closed while an edit is not saved, and stays', async () => {
  const { page, service } = desk
  service.cut()
  await leave(3 * MB)
  await page.getByRole('alert').filter({ hasText: 'This disk is full' }).waitFor()
  await add(page, 'Add an impacted account', '000000000031')
  await standing(page, '1 edit is not saved')
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await standing(page, '1 edit is not saved')
  await free()
  await saved(page, 1)
  await desk.reconnect()
  await standing(page, SENT)
  expect(service.case(CASES.lambda).impactedAccounts).toContain('000000000031')
})

it.runIf(disk !== null)('keeps what is typed when the disk is full from one moment to the next, past any check', async () => {
  desk.service.cut()
  await add(desk.page, 'Add a threat-actor address', '198.51.100.4')
  await saved(desk.page, 1)
  await leave(0)
  // More than there may be room for in what the files have of their last blocks.
  await field(desk.page, 'Description').fill(LONG)
  await desk.page.keyboard.press('Tab')
  await desk.page.getByRole('alert').filter({ hasText: 'This disk is full' }).waitFor()
  await standing(desk.page, '1 edit is not saved')
  await add(desk.page, 'Add a threat-actor address', '198.51.100.5')
  await standing(desk.page, '2 edits are not saved')
  await free()
  await saved(desk.page, 3)
  await desk.close()
})

const SPOILT: Array<[what: string, title: string, spoil: () => Promise<void>, mend: () => Promise<void>]> = [
  ['not even has room for its lock', 'This disk is full', () => leave(0), free],
  ['is read-only', 'The journal on this machine cannot be written', () => writable(false), () => writable(true)],
]

it.runIf(disk !== null).each(SPOILT)('started on a disk that %s says so in a window, and goes on by itself', async (_, title, spoil, mend) => {
  await spoil()
  const temporary = await mkdtemp(path.join(desk.machine.folder, 'tmp-'))
  const started = await desk.machine.startOn(desk.service, temporary)
  const passing = async (): Promise<string | null> => {
    const [name] = (await readdir(temporary)).filter(each => each.startsWith('fieldcase-window-'))
    return name === undefined ? null : path.join(temporary, name)
  }
  const first = await connectNext(passing, async (page) => {
    await page.getByRole('alert').filter({ hasText: title }).waitFor({ timeout: 5000 })
    return true
  })
  await first.getByText('goes on by itself').waitFor()

  await mend()
  const page = await connectNext(async () => path.join(desk.machine.data, 'chromium'), async (next) => {
    await next.getByRole('region', { name: 'Status' }).waitFor({ timeout: 5000 })
    return true
  })
  await standing(page, '3 unsent, saved on this machine')
  expect(await passing()).toBeNull()
  started.process.kill('SIGTERM')
  expect(await started.exited).toBe(0)
  await desk.machine.browserGone()
})

it.runIf(disk !== null)('started on a full disk sends what is queued, opens no database, and goes on by itself once there is room', async () => {
  await leave(4 * MB)
  desk.service.restore()
  await desk.open()
  const { page } = desk
  const alert = page.getByRole('alert').filter({ hasText: 'This disk is full' })
  await alert.getByText('Nothing saved so far is lost.').waitFor()
  await alert.getByText('Free some space (50 MB will do): Fieldcase then goes on by itself.').waitFor()
  const all = [1, 2, 3, 4, 5].map(n => `198.51.100.${n}`)
  await settles('the edits to arrive', () => addresses().length, count => count >= all.length)

  await free()
  await standing(page, SENT)
  expect(addresses().toSorted()).toEqual(all)
  expect(desk.service.case(CASES.lambda).description).toBe(LONG.trim())
  // The database is the one that was there.
  expect(await page.getByRole('note').count()).toBe(0)
})
