import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diskContract } from '../contract/disk'
import { createChance } from '../support/chance'
import type { Disk, OpenFile } from '../../electron/ports/disk'
import type { SimDisk } from './disk'
import { createSimDisk } from './disk'
import { pump, settled } from './pump'
import type { Life, Scheduler } from './scheduler'
import { createLife, createScheduler } from './scheduler'

const FOLDER = '/data/practice'
const FILE = `${FOLDER}/a`

interface Machine { scheduler: Scheduler, sim: SimDisk, boot(): { life: Life, disk: Disk } }

function machine(seed: number): Machine {
  const scheduler = createScheduler({ settled })
  const sim = createSimDisk({ scheduler, chance: createChance(seed) })
  function boot(): { life: Life, disk: Disk } {
    const life = createLife('host')
    return { life, disk: sim.mount(life) }
  }
  return { scheduler, sim, boot }
}

diskContract('the simulated disk', async () => {
  const { scheduler, boot } = machine(1)
  const pumping = pump(scheduler)
  const { disk } = boot()
  await disk.prepareFolder(FOLDER)
  return { disk, other: boot().disk, folder: FOLDER, close: pumping.stop }
})

/** Runs virtual time until the disk has answered. */
async function answered<T>({ scheduler }: Machine, promise: Promise<T>): Promise<T> {
  let over = false
  const end = (): void => { over = true }
  promise.then(end, end)
  await settled()
  for (let going = true; going && !over;) going = await scheduler.step(Infinity)
  if (!over) throw new Error('The disk never answered.')
  return promise
}

async function contentAfterBoot(on: Machine): Promise<Buffer | null> {
  return answered(on, on.boot().disk.read(FILE))
}

const seed = fc.integer()
/** No byte is zero: zeros are what a power cut may put in. */
const chunk = fc.uint8Array({ min: 1, minLength: 1, maxLength: 1500 }).map(bytes => Buffer.from(bytes))
const SYNC = 'sync'
const script = fc.array(fc.oneof({ weight: 3, arbitrary: chunk }, fc.constant(SYNC)), { maxLength: 12 })

interface Written { life: Life, file: OpenFile, all: Buffer, synced: number }

/** Appends and syncs as the script says, in a file whose name is on disk. */
async function written(on: Machine, script: ReadonlyArray<Buffer | string>): Promise<Written> {
  const { life, disk } = on.boot()
  await answered(on, disk.prepareFolder(FOLDER))
  const file = await answered(on, disk.open(FILE, 'new'))
  await answered(on, disk.syncFolder(FOLDER))
  let all = Buffer.alloc(0)
  let synced = 0
  for (const step of script) {
    if (typeof step === 'string') {
      await answered(on, file.sync())
      synced = all.length
    }
    else {
      await answered(on, file.write(step, all.length))
      all = Buffer.concat([all, step])
    }
  }
  return { life, file, all, synced }
}

const isPartOf = (found: Buffer, all: Buffer): boolean => found.every((byte, at) => byte === all[at])

describe('a process that is killed', () => {
  it('leaves all that it has written, synced or not, and any part of what it was writing', async () => {
    await fc.assert(fc.asyncProperty(seed, script, chunk, async (seed, script, last) => {
      const on = machine(seed)
      const { life, file, all } = await written(on, script)
      let isAnswered = false
      const end = (): void => { isAnswered = true }
      file.write(last, all.length).then(end, end)
      await settled()
      life.end()
      on.sim.killed(life)
      const found = await contentAfterBoot(on) ?? Buffer.alloc(0)
      expect(found.length >= all.length && isPartOf(found, Buffer.concat([all, last]))).toBe(true)
      expect(isAnswered).toBe(false)
    }), { numRuns: 60 })
  })

  it('in many a run leaves the write that was under way whole, cut, and not at all', async () => {
    const last = Buffer.alloc(1000, 1)
    const lengths: number[] = []
    for (let seed = 0; seed < 60; seed++) {
      const on = machine(seed)
      const { life, file } = await written(on, [])
      void file.write(last, 0)
      await settled()
      on.sim.killed(life)
      lengths.push((await contentAfterBoot(on))?.length ?? -1)
    }
    expect([lengths.includes(0), lengths.includes(1000), lengths.some(length => length > 0 && length < 1000)]).toEqual([true, true, true])
  })

  it('holds its lock no longer', async () => {
    const on = machine(3)
    const [one, other] = [on.boot(), on.boot()]
    await answered(on, one.disk.prepareFolder(FOLDER))
    await answered(on, one.disk.lock(FOLDER))
    await expect(answered(on, other.disk.lock(FOLDER))).rejects.toMatchObject({ code: 'locked' })
    one.life.end()
    on.sim.killed(one.life)
    await answered(on, other.disk.lock(FOLDER))
  })
})

describe('a power cut', () => {
  it('takes nothing that was synced, and puts in nothing that was not written but zeros', async () => {
    await fc.assert(fc.asyncProperty(seed, script, async (seed, script) => {
      const on = machine(seed)
      const { life, all, synced } = await written(on, script)
      expect(on.sim.durable(FILE)).toEqual(all.subarray(0, synced))
      life.end()
      on.sim.powerCut()
      const found = await contentAfterBoot(on) ?? Buffer.alloc(0)
      expect(found.subarray(0, synced).equals(all.subarray(0, synced))).toBe(true)
      expect(found.every((byte, at) => byte === all[at] || (byte === 0 && at < all.length))).toBe(true)
      expect(on.sim.durable(FILE)).toEqual(found)
    }), { numRuns: 150 })
  })

  it('in many a run takes all that was not synced, a part, nothing, and leaves zeros', async () => {
    const kinds = new Set<string>()
    for (let seed = 0; seed < 150; seed++) {
      const on = machine(seed)
      const { life } = await written(on, [Buffer.alloc(700, 1), SYNC, Buffer.alloc(700, 2), Buffer.alloc(700, 3)])
      life.end()
      on.sim.powerCut()
      const found = await contentAfterBoot(on) ?? Buffer.alloc(0)
      kinds.add(found.includes(0) ? 'zeros' : found.length === 700 ? 'gone' : found.length === 2100 ? 'whole' : 'cut')
    }
    expect([...kinds].sort()).toEqual(['cut', 'gone', 'whole', 'zeros'])
  })

  it('undoes names that were not synced, the newest first, and no others', async () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const change = fc.record({ kind: fc.constantFrom('new', 'rename', 'link', 'remove', SYNC), from: name, to: name })
    await fc.assert(fc.asyncProperty(seed, fc.array(change, { maxLength: 10 }), async (seed, changes) => {
      const on = machine(seed)
      const { life, disk } = on.boot()
      const at = (name: string): string => `${FOLDER}/${name}`
      await answered(on, disk.prepareFolder(FOLDER))
      /** What may be found: the names as they were last synced, and after each change since. */
      let possible = ['']
      for (const { kind, from, to } of changes) {
        const made = kind === 'new'
          ? disk.open(at(from), 'new').then(file => file.close())
          : kind === 'rename'
            ? disk.rename(at(from), at(to))
            : kind === 'link'
              ? disk.link(at(from), at(to))
              : kind === 'remove'
                ? disk.remove(at(from))
                : disk.syncFolder(FOLDER)
        await answered(on, made.catch(() => {}))
        if (kind === SYNC) possible = []
        possible.push(on.sim.files().join())
      }
      life.end()
      on.sim.powerCut()
      expect(possible).toContain(on.sim.files().join())
    }), { numRuns: 150 })
  })

  it('takes a file whose content was synced and whose name was not, and it counts as durable only with both', async () => {
    const found = new Set<string | undefined>()
    for (let seed = 0; seed < 30; seed++) {
      const on = machine(seed)
      const { life, disk } = on.boot()
      await answered(on, disk.prepareFolder(FOLDER))
      const file = await answered(on, disk.open(FILE, 'new'))
      await answered(on, file.write(Buffer.from('kept'), 0))
      await answered(on, file.sync())
      expect(on.sim.durable(FILE)).toBeNull()
      life.end()
      on.sim.powerCut()
      found.add((await contentAfterBoot(on))?.toString())
    }
    expect(found).toEqual(new Set([undefined, 'kept']))
  })

  it('answers nothing that was under way', async () => {
    const on = machine(4)
    const { file } = await written(on, [])
    let isAnswered = false
    const end = (): void => { isAnswered = true }
    file.sync().then(end, end)
    await settled()
    on.sim.powerCut()
    await on.scheduler.step(1e6)
    expect(isAnswered).toBe(false)
  })
})

describe('a disk in trouble', () => {
  it('that is full writes any part, says so, and keeps what was synced whatever becomes of a sync', async () => {
    await fc.assert(fc.asyncProperty(seed, script, chunk, fc.boolean(), async (seed, script, more, cut) => {
      const on = machine(seed)
      const { life, file, all } = await written(on, [...script, SYNC])
      on.sim.full(true)
      await expect(answered(on, file.write(more, all.length))).rejects.toMatchObject({ code: 'ENOSPC' })
      await answered(on, file.sync()).catch(() => {})
      if (cut) {
        life.end()
        on.sim.powerCut()
      }
      const found = await contentAfterBoot(on) ?? Buffer.alloc(0)
      expect(found.subarray(0, all.length).equals(all)).toBe(true)
      if (cut) return
      // Cut back and written again, it holds what a sync says it holds.
      on.sim.full(false)
      const again = await answered(on, on.boot().disk.open(FILE, 'there'))
      await answered(on, again.truncate(all.length))
      await answered(on, again.write(more, all.length))
      await answered(on, again.sync())
      expect(on.sim.durable(FILE)).toEqual(Buffer.concat([all, more]))
    }), { numRuns: 100 })
  })

  it('that refuses writes can still be read', async () => {
    const on = machine(5)
    const { file, all } = await written(on, [Buffer.from('there'), SYNC])
    on.sim.readOnly(true)
    const { disk } = on.boot()
    const other = `${FOLDER}/b`
    const refused: Array<() => Promise<unknown>> = [
      () => file.write(all, 0),
      () => disk.open(FILE, 'there'),
      () => disk.open(other, 'new'),
      () => disk.rename(FILE, other),
      () => disk.lock(FOLDER),
    ]
    for (const attempt of refused) await expect(answered(on, attempt())).rejects.toMatchObject({ code: 'EROFS' })
    const reading = await answered(on, disk.open(FILE, 'toRead'))
    expect(await answered(on, reading.read(0, 99))).toEqual(all)
  })

  it('that somebody wiped has no folder left, for good', async () => {
    const on = machine(6)
    const { life } = await written(on, [Buffer.from('there'), SYNC])
    on.sim.wipe('/data')
    life.end()
    on.sim.powerCut()
    expect([on.sim.files(), on.sim.durable(FILE), await contentAfterBoot(on)]).toEqual([[], null, null])
    await expect(answered(on, on.boot().disk.lock(FOLDER))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('one seed', () => {
  it('always ends in the same bytes at the same time', async () => {
    async function run(): Promise<unknown> {
      const on = machine(7)
      const { life, all } = await written(on, [Buffer.alloc(5000, 1), SYNC, Buffer.alloc(5000, 2), Buffer.alloc(5000, 3)])
      life.end()
      on.sim.powerCut()
      return [on.scheduler.now(), all.length, await contentAfterBoot(on)]
    }
    expect(await run()).toEqual(await run())
  })

  it('does what is asked of one file in order, and lets others overtake it', async () => {
    const on = machine(8)
    const { disk } = on.boot()
    await answered(on, disk.prepareFolder(FOLDER))
    const done: string[] = []
    const files = [await answered(on, disk.open(FILE, 'new')), await answered(on, disk.open(`${FOLDER}/b`, 'new'))]
    const writes = files.flatMap((file, which) => Array.from({ length: 8 }, (_, n) =>
      file.write(Buffer.from(String(n)), n).then(() => done.push(`${which}${n}`))))
    await answered(on, Promise.all(writes))
    for (const which of ['0', '1']) expect(done.filter(name => name.startsWith(which)).map(name => name.slice(1)).join('')).toBe('01234567')
    expect(done).not.toEqual([...done].sort())
  })
})
