import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Disk, OpenFile } from '../../electron/ports/disk'

export interface MountedDisk {
  disk: Disk
  /** The same one, as another that would write sees it. */
  other: Disk
  /** A folder that is there, and empty. */
  folder: string
  close(): Promise<void>
}

const bytes = (text: string): Buffer => Buffer.from(text)

/** What the journal may count on, wherever it writes. `mount` gives a folder of its own each time. */
export function diskContract(name: string, mount: () => Promise<MountedDisk>): void {
  const withDisk = (run: (mounted: MountedDisk, path: (name: string) => string) => Promise<void>) => async (): Promise<void> => {
    const mounted = await mount()
    try { await run(mounted, name => join(mounted.folder, name)) }
    finally { await mounted.close() }
  }

  async function write(disk: Disk, path: string, text: string): Promise<void> {
    const file = await disk.open(path, 'new')
    await file.write(bytes(text), 0)
    await file.sync()
    await file.close()
  }

  async function withFile<T>(file: OpenFile, run: (file: OpenFile) => Promise<T>): Promise<T> {
    try { return await run(file) }
    finally { await file.close() }
  }

  const textOf = async (disk: Disk, path: string): Promise<string | null> => (await disk.read(path))?.toString() ?? null

  describe(name, () => {
    it('gives back what was written, up to where the file ends', withDisk(async ({ disk }, path) => {
      await withFile(await disk.open(path('a'), 'new'), async (file) => {
        await file.write(bytes('hello'), 0)
        await file.write(bytes('p me, you'), 3)
        await file.sync()
        expect(await file.size()).toBe(12)
        expect([await file.read(0, 4), await file.read(9, 99), await file.read(12, 1), await file.read(99, 1)].map(String))
          .toEqual(['help', 'you', '', ''])
      })
      expect(await textOf(disk, path('a'))).toBe('help me, you')
      expect(String(await withFile(await disk.open(path('a'), 'toRead'), file => file.read(5, 2)))).toBe('me')
    }))

    it('cuts a file, and goes on from there', withDisk(async ({ disk }, path) => {
      await write(disk, path('a'), 'all of this')
      await withFile(await disk.open(path('a'), 'there'), async (file) => {
        await file.truncate(4)
        expect(await file.size()).toBe(4)
        await file.write(bytes('that'), 4)
      })
      expect(await textOf(disk, path('a'))).toBe('all that')
    }))

    it('keeps bytes that its caller goes on to change as they were once written', withDisk(async ({ disk }, path) => {
      const mine = bytes('mine')
      await withFile(await disk.open(path('a'), 'new'), async (file) => {
        await file.write(mine, 0)
        mine.fill('x')
        const given = await file.read(0, 4)
        given.fill('y')
        expect(String(await file.read(0, 4))).toBe('mine')
      })
    }))

    it('opens only what is there, and empties what is to be new', withDisk(async ({ disk }, path) => {
      await expect(disk.open(path('a'), 'there')).rejects.toMatchObject({ code: 'ENOENT' })
      await expect(disk.open(path('a'), 'toRead')).rejects.toMatchObject({ code: 'ENOENT' })
      expect(await disk.read(path('a'))).toBeNull()
      await write(disk, path('a'), 'old')
      await (await disk.open(path('a'), 'new')).close()
      expect(await textOf(disk, path('a'))).toBe('')
    }))

    it('takes nothing more for a file that was closed', withDisk(async ({ disk }, path) => {
      const file = await disk.open(path('a'), 'new')
      await file.close()
      await expect(file.write(bytes('late'), 0)).rejects.toThrow()
      expect(await textOf(disk, path('a'))).toBe('')
    }))

    it('puts a renamed file in the place of another one, and whoever has that open keeps it', withDisk(async ({ disk }, path) => {
      await write(disk, path('a'), 'old')
      await write(disk, path('b'), 'new')
      await withFile(await disk.open(path('a'), 'toRead'), async (file) => {
        await disk.rename(path('b'), path('a'))
        expect(String(await file.read(0, 9))).toBe('old')
      })
      expect([await textOf(disk, path('a')), await textOf(disk, path('b'))]).toEqual(['new', null])
      await expect(disk.rename(path('b'), path('a'))).rejects.toMatchObject({ code: 'ENOENT' })
    }))

    it('gives a file a second name, where that is free', withDisk(async ({ disk }, path) => {
      await write(disk, path('a'), 'one')
      await write(disk, path('b'), 'other')
      await disk.link(path('a'), path('c'))
      await expect(disk.link(path('a'), path('b'))).rejects.toMatchObject({ code: 'EEXIST' })
      await expect(disk.link(path('z'), path('y'))).rejects.toMatchObject({ code: 'ENOENT' })
      await disk.remove(path('a'))
      expect([await textOf(disk, path('a')), await textOf(disk, path('b')), await textOf(disk, path('c'))]).toEqual([null, 'other', 'one'])
    }))

    it('removes what is there, and what is not', withDisk(async ({ disk, folder }, path) => {
      await write(disk, path('a'), 'one')
      await disk.remove(path('a'))
      await disk.remove(path('a'))
      await disk.syncFolder(folder)
      expect(await disk.read(path('a'))).toBeNull()
    }))

    it('prepares a folder in folders that are not there yet, and leaves what is in it', withDisk(async ({ disk }, path) => {
      const inner = path('journals/practice')
      await expect(disk.syncFolder(inner)).rejects.toMatchObject({ code: 'ENOENT' })
      await expect(disk.open(join(inner, 'a'), 'new')).rejects.toMatchObject({ code: 'ENOENT' })
      await disk.prepareFolder(inner)
      await write(disk, join(inner, 'a'), 'one')
      await disk.syncFolder(inner)
      await disk.prepareFolder(inner)
      expect(await textOf(disk, join(inner, 'a'))).toBe('one')
    }))

    it('lets one write in a folder, and the next when that one lets go', withDisk(async ({ disk, other, folder }) => {
      const tries = await Promise.allSettled([disk.lock(folder), other.lock(folder), disk.lock(folder)])
      expect(tries.flatMap((result): unknown[] => result.status === 'rejected' ? [result.reason] : [])).toEqual([
        expect.objectContaining({ name: 'JournalError', code: 'locked' }),
        expect.objectContaining({ name: 'JournalError', code: 'locked' }),
      ])
      for (const result of tries) if (result.status === 'fulfilled') await result.value.release()
      const lock = await other.lock(folder)
      await expect(disk.lock(folder)).rejects.toMatchObject({ code: 'locked' })
      await lock.release()
    }))

    it('says how much room there is', withDisk(async ({ disk, folder }) => {
      expect(await disk.free(folder)).toBeGreaterThan(0)
    }))
  })
}
