import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isCode, writeFileDurably } from './disk'
import { JournalError } from '../ports/journal'
import { z } from '#domain/zod'

/** `started` tells a process from a later one with the same id; null where the system does not say. */
const ownerSchema = z.strictObject({ pid: z.int().positive(), started: z.string().nullable() })
type Owner = z.infer<typeof ownerSchema>

export interface Lock { release(): Promise<void> }

/** Which boot, and when in it; proc(5): field 22 is the start time, and the name in field 2 may hold spaces. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const [boot, line] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    const [state, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ')
    const ticks = rest[18]
    return state === 'Z' || ticks === undefined ? null : `${boot.trim()} ${ticks}`
  }
  catch { return null }
}

async function isAlive({ pid, started }: Owner): Promise<boolean> {
  try { process.kill(pid, 0) }
  catch (error) { if (isCode(error, 'ESRCH')) return false }
  return started === null || started === await startOf(pid)
}

async function read(path: string): Promise<string | null> {
  try { return await readFile(path, 'utf8') }
  catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

function ownerOf(text: string): Owner | null {
  try { return ownerSchema.parse(JSON.parse(text)) }
  catch { return null }
}

/** Moves a dead process's lock away; a lock that somebody else put there in the meantime goes back. */
async function removeStale(path: string, staleText: string): Promise<void> {
  const away = `${path}.${randomUUID()}`
  try { await rename(path, away) }
  catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  if (await read(away) !== staleText) await link(away, path)
  await rm(away)
}

/**
 * Makes this process the folder's one writer. The lock appears with its content in one step (a link), so that
 * an unreadable one is a crash's leftover. Rejects with a `locked` {@link JournalError} while its owner lives.
 */
export async function takeLock(folder: string): Promise<Lock> {
  const path = join(folder, 'lock')
  const mine = `${path}.${randomUUID()}`
  const text = `${JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Owner)}\n`
  try {
    await writeFileDurably(mine, [text])
    for (;;) {
      try {
        await link(mine, path)
        break
      }
      catch (error) { if (!isCode(error, 'EEXIST')) throw error }
      const found = await read(path)
      if (found === null) continue
      const owner = ownerOf(found)
      if (owner !== null && await isAlive(owner)) {
        throw new JournalError('locked', `Another Fieldcase (process ${owner.pid}) has this workspace open. Nothing was changed. Use that window, or close it and try again.`)
      }
      await removeStale(path, found)
    }
  }
  finally { await rm(mine, { force: true }).catch(() => {}) }
  return {
    async release() {
      if (await read(path) === text) await rm(path, { force: true })
    },
  }
}
