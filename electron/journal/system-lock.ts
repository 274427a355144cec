import { randomUUID } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lock } from '../ports/disk'
import { isCode } from '../ports/disk'
import { JournalError } from '../ports/journal'
import { z } from '#domain/zod'

/** `started` tells a process from a later one with the same id; null where the system does not say. */
const ownerSchema = z.strictObject({ pid: z.int().positive(), started: z.string().nullable() })
type Owner = z.infer<typeof ownerSchema>

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

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  }
  finally { await handle.close() }
}

/** Gives a finished file a second name, if that is free. So a lock appears with its content, in one step. */
async function claim(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path)
    return true
  }
  catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/** What a dead process left in a lock, null where the lock has gone; throws while its owner lives. */
async function leftIn(path: string): Promise<string | null> {
  const text = await read(path)
  // An unreadable lock is a power cut's: a living owner's is never half written.
  const owner = text === null ? null : ownerOf(text)
  if (owner !== null && await isAlive(owner)) {
    throw new JournalError('locked', `Another Fieldcase (process ${owner.pid}) has this workspace open. Nothing was changed. Use that window, or close it and try again.`)
  }
  return text
}

/**
 * Makes this process the folder's one writer. Rejects with a `locked` {@link JournalError} while another one is.
 * A dead process's lock is removed under a lock of its own: else two that both found it dead could each remove
 * what the other has just put there.
 */
export async function takeLock(folder: string): Promise<Lock> {
  const path = join(folder, 'lock')
  const takeover = `${path}.takeover`
  const mine = `${path}.${randomUUID()}`
  const text = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Owner)
  try {
    await writeDurably(mine, text)
    while (!await claim(mine, path)) {
      const dead = await leftIn(path)
      if (dead === null) continue
      if (await claim(mine, takeover)) {
        try { if (await read(path) === dead) await rm(path) }
        finally { await rm(takeover) }
      }
      else if (await leftIn(takeover) !== null) await rm(takeover, { force: true })
    }
  }
  finally { await rm(mine, { force: true }).catch(() => {}) }
  return {
    async release() {
      if (await read(path) === text) await rm(path, { force: true })
    },
  }
}
