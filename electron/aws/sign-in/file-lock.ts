import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { z } from '#domain/zod'
import type { Clock } from '../../ports/clock'
import { isCode } from '../../ports/disk'

/** `at`: when it was taken, in epoch milliseconds. A home folder may be shared by machines, and process ids mean something on one alone. */
const ownerSchema = z.object({ pid: z.int().positive(), host: z.string(), at: z.number(), id: z.string() })

/** Longer than any refresh, whose deadline is a third of this: who holds a lock for longer has stopped. */
const STALE_MS = 60_000
const POLL_MS = 100

/**
 * Runs `work` while no other Fieldcase has the lock, which lies in a file of its own. A lock whose owner is gone, or that is
 * older than a minute, is taken away. Rejects with the file system's error where no lock can be written, and then nothing ran.
 */
export async function withLock<T>(file: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const id = randomUUID()
  const mine = `${file}.${id}`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  while (!await claim(file, mine, JSON.stringify({ pid: process.pid, host: hostname(), at: clock.now(), id }))) {
    const found = await read(file)
    if (found === null) continue
    if (isStale(found, clock.now())) await takeAway(file, `${mine}.stale`, found)
    else await new Promise<void>((resolve) => { clock.after(POLL_MS, resolve) })
  }
  try {
    return await work()
  }
  finally {
    const left = await read(file).catch(() => null)
    if (left !== null && ownerOf(left)?.id === id) await rm(file, { force: true }).catch(() => {})
  }
}

/** A second name for a finished file: a lock appears with its content, in one step. */
async function claim(file: string, mine: string, text: string): Promise<boolean> {
  try {
    await writeFile(mine, text, { mode: 0o600 })
    await link(mine, file)
    return true
  }
  catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
  finally { await rm(mine, { force: true }).catch(() => {}) }
}

/** Two that both found it stale move it away one after the other; what the second then holds may be a fresh one, and goes back. */
async function takeAway(file: string, aside: string, stale: string): Promise<void> {
  try {
    await rename(file, aside)
  }
  catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  if (await read(aside) !== stale) await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
}

async function read(file: string): Promise<string | null> {
  try { return await readFile(file, 'utf8') }
  catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

function ownerOf(text: string): z.infer<typeof ownerSchema> | null {
  try { return ownerSchema.parse(JSON.parse(text)) }
  catch { return null }
}

function isStale(text: string, now: number): boolean {
  const owner = ownerOf(text)
  if (owner === null || Math.abs(now - owner.at) > STALE_MS) return true
  return owner.host === hostname() && !isAlive(owner.pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  }
  catch (error) { return !isCode(error, 'ESRCH') }
}
