import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connectNext, until } from '../shell/harness'
import { setWritable, smallDisk } from '../support/small-disk'
import { CASES, type Machine, newMachine, startService } from './app'
import { add, field, openCase, retype, saved, SENT, settles, standing } from './screen'

const MB = 1024 * 1024

/** A machine whose data lies on a disk of 96 MB, or null where this user may not mount one. */
async function newSmallMachine() {
  const disk = await smallDisk(96 * MB)
  if (disk === null) return null
  const machine = await newMachine({ data: path.join(disk, 'data') })
  onTestFinished(() => machine.remove())
  const service = await startService(machine)
  const ballast = path.join(disk, 'ballast')
  return {
    machine,
    service,
    disk,
    async leave(bytes: number) {
      const { bavail, bsize } = await statfs(disk)
      // What the browser writes meanwhile comes off what is left.
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)), { flag: 'a' }).catch((error: unknown) => {
        if (bytes > 0) throw error
      })
    },
    free: () => rm(ballast, { force: true }),
  }
}

const addresses = (service: Awaited<ReturnType<typeof startService>>): string[] =>
  service.case(CASES.lambda).threatActorIpAddresses.map(({ ipAddress = '' }) => ipAddress).filter(ip => ip.startsWith('198.51.100.'))

it('keeps what is typed while the disk fills up, says so, and saves and sends it once there is room', async ({ skip }) => {
  const small = await newSmallMachine()
  if (small === null) return skip('needs to mount a disk')
  const { machine, service } = small
  const { page } = await machine.openOn(service)
  await standing(page, SENT)
  await openCase(page, CASES.lambda)
  service.cut()
  await add(page, 'Add a threat-actor address', '198.51.100.1')
  await saved(page, 1)

  await small.leave(40 * MB)
  await add(page, 'Add a threat-actor address', '198.51.100.2')
  await page.getByRole('note').filter({ hasText: /Only (39|40) MB are left on this disk\. Edits are still saved\./ }).waitFor()
  await saved(page, 2)

  await small.leave(3 * MB)
  const alarm = page.getByRole('alert').filter({ hasText: 'This disk is full' })
  await alarm.getByText('What you type now stays on this screen, and is not saved.').waitFor()
  await retype(page, 'Title', 'Typed on a full disk')
  await add(page, 'Add a threat-actor address', '198.51.100.3')
  await alarm.getByText('2 edits are on this screen only, and not saved: do not close Fieldcase. Free 50 MB or more').waitFor()
  await standing(page, '2 edits are not saved')
  expect(await field(page, 'Title').inputValue()).toBe('Typed on a full disk')

  // What was saved is sent all the same; what was not is in nobody's hands yet.
  service.restore()
  await settles('what was saved to arrive', () => addresses(service).length, count => count >= 2)
  expect(addresses(service).toSorted()).toEqual(['198.51.100.1', '198.51.100.2'])

  await small.free()
  await alarm.waitFor({ state: 'detached' })
  await standing(page, SENT)
  expect(addresses(service).toSorted()).toEqual(['198.51.100.1', '198.51.100.2', '198.51.100.3'])
  expect(service.case(CASES.lambda).title).toBe('Typed on a full disk')
  const added = service.log.entries.filter(({ operation, status }) => operation === 'UpdateCase' && status === 200)
  expect(added).toHaveLength(2)
})

it('keeps what is typed when the disk is full from one moment to the next, through database and journal', async ({ skip }) => {
  const small = await newSmallMachine()
  if (small === null) return skip('needs to mount a disk')
  const { machine, service } = small
  let app = await machine.openOn(service)
  await standing(app.page, SENT)
  await openCase(app.page, CASES.lambda)
  service.cut()
  await add(app.page, 'Add a threat-actor address', '198.51.100.1')
  await saved(app.page, 1)
  await small.leave(0)
  for (const n of [2, 3]) await add(app.page, 'Add a threat-actor address', `198.51.100.${n}`)
  await app.page.getByRole('alert').filter({ hasText: 'This disk is full' }).waitFor()
  await standing(app.page, '2 edits are not saved')
  await small.free()
  await saved(app.page, 3)

  // Saved is saved: also for the next start.
  await app.close()
  await machine.browserGone()
  app = await machine.openOn(service)
  await standing(app.page, '3 unsent, saved on this machine')
  service.restore()
  await standing(app.page, SENT)
  expect(addresses(service).toSorted()).toEqual(['198.51.100.1', '198.51.100.2', '198.51.100.3'])
})

/** An app with one edit unsent, ended again. */
async function withOneUnsent({ machine, service }: { machine: Machine, service: Awaited<ReturnType<typeof startService>> }): Promise<void> {
  const app = await machine.openOn(service)
  await openCase(app.page, CASES.lambda)
  await standing(app.page, SENT)
  service.cut()
  await add(app.page, 'Add a threat-actor address', '198.51.100.1')
  await saved(app.page, 1)
  await app.close()
  await machine.browserGone()
}

it('started on a full disk touches no database, sends what is queued, and goes on by itself once there is room', async ({ skip }) => {
  const small = await newSmallMachine()
  if (small === null) return skip('needs to mount a disk')
  const { machine, service } = small
  await withOneUnsent(small)
  await small.leave(4 * MB)
  service.restore()
  const { page } = await machine.openOn(service)
  const alert = page.getByRole('alert').filter({ hasText: 'This disk is full' })
  await alert.getByText('Nothing saved so far is lost.').waitFor()
  await alert.getByText('Free some space (50 MB will do): Fieldcase then goes on by itself.').waitFor()
  await settles('the edit to arrive', () => addresses(service), arrived => arrived.length === 1)

  await small.free()
  await standing(page, SENT)
  expect(await page.getByRole('note').count()).toBe(0)
})

it.each([
  ['not even has room for its lock', 'This disk is full', (small: Small) => small.leave(0), (small: Small) => small.free()],
  ['is read-only', 'The journal on this machine cannot be written', async (small: Small) => setWritable(small.disk, false), async (small: Small) => setWritable(small.disk, true)],
])('started on a disk that %s says so in a window, and goes on there by itself', async (_, title, spoil, mend) => {
  const small = await newSmallMachine()
  if (small === null) return
  const { machine, service } = small
  await withOneUnsent(small)
  await spoil(small)
  const temporary = path.join(machine.folder, 'tmp')
  await mkdir(temporary)
  const app = await machine.startOn(service, temporary)
  const windowFolder = async () => (await readdir(temporary)).filter(name => name.startsWith('fieldcase-window-')).map(name => path.join(temporary, name)).at(0) ?? null
  const first = await connectNext(windowFolder, async (page) => {
    await page.getByRole('alert').filter({ hasText: title }).waitFor({ timeout: 5000 })
    return true
  })
  await first.getByText('goes on by itself').waitFor()

  await mend(small)
  const page = await connectNext(async () => path.join(machine.data, 'chromium'), async (next) => {
    await next.getByRole('region', { name: 'Status' }).waitFor({ timeout: 5000 })
    return true
  })
  await standing(page, '1 unsent, saved on this machine')
  expect(await until('the passing window\'s folder to go', async () => await windowFolder() === null || null)).toBe(true)
  app.process.kill('SIGTERM')
  expect(await app.exited).toBe(0)
})

type Small = NonNullable<Awaited<ReturnType<typeof newSmallMachine>>>
