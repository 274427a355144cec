import { randomUUID } from 'node:crypto'
import { type FSWatcher, watch } from 'node:fs'
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { caseIdSchema } from '#domain/case'
import { z } from '#domain/zod'
import { processStart } from './process-start'

/*
 * One process owns a data folder. The lock is the file `lock.N` with the highest N: its owner's process, or
 * `released`. Whoever finds it without a living owner makes `lock.N+1`, which only one can, and then removes
 * the older ones. The highest stays in place when released, so that N only ever grows: a slow starter that
 * judged an old file either finds N+1 taken or a higher one beside its own.
 */

const ownerSchema = z.strictObject({ pid: z.int().positive(), started: z.string() })
const lockSchema = z.union([ownerSchema, z.literal('released')])
type Lock = z.infer<typeof lockSchema>

const FRONT = 'come-to-front'
const frontSchema = z.strictObject({ at: z.string(), caseId: caseIdSchema.nullable() })

export interface DataLock { release(): Promise<void> }
export type Locked = { owned: true, lock: DataLock } | { owned: false, pid: number }

async function highest(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map(name => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0))
  return Math.max(0, ...numbers)
}

async function readLock(folder: string, number: number): Promise<Lock> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(path.join(folder, `lock.${number}`), 'utf8')))
  }
  catch {
    // Gone meanwhile, or damaged: a lock is linked into place whole, so nobody is still writing it.
    return 'released'
  }
}

async function isAlive(owner: z.infer<typeof ownerSchema>): Promise<boolean> {
  const started = await processStart(owner.pid)
  // The number alone may be another program's by now; where the system tells no more, both are empty and it has to do.
  return started === owner.started
}

/** False where another starter has made this number first. */
async function make(folder: string, number: number): Promise<boolean> {
  const draft = path.join(folder, `draft-${randomUUID()}`)
  await writeFile(draft, JSON.stringify({ pid: process.pid, started: await processStart(process.pid) ?? '' }), { mode: 0o600, flush: true })
  try {
    await link(draft, path.join(folder, `lock.${number}`))
    return true
  }
  catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  finally {
    await rm(draft, { force: true })
  }
}

async function removeOlder(folder: string, number: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const other = Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? Infinity)
    if (other < number) await rm(path.join(folder, name), { force: true })
  }
}

async function take(folder: string): Promise<{ number: number } | { pid: number }> {
  for (;;) {
    const current = await highest(folder)
    const lock = current === 0 ? 'released' : await readLock(folder, current)
    if (lock !== 'released' && await isAlive(lock)) return { pid: lock.pid }
    const number = current + 1
    if (!await make(folder, number)) continue
    if (await highest(folder) === number) return { number }
    await rm(path.join(folder, `lock.${number}`), { force: true })
  }
}

/** Replaced in one step: without the file for a moment, counting would start again at 1. */
async function releaseLock(folder: string, number: number): Promise<void> {
  const draft = path.join(folder, `draft-${randomUUID()}`)
  await writeFile(draft, JSON.stringify('released'), { mode: 0o600 })
  await rename(draft, path.join(folder, `lock.${number}`))
}

/**
 * Takes the folder, which exists, for this process until it ends. Where a living process owns it already, that
 * one is asked to come to the front, and to show the case `caseId`; it does so by `comeToFront`.
 */
export async function lockData(
  folder: string, comeToFront: (caseId: string | null) => void, caseId: string | null = null,
): Promise<Locked> {
  // Watching begins before owning does: no request falls between.
  const watcher = watch(folder, { persistent: false }, (_, name) => {
    if (name === FRONT) void askedFor(folder).then(comeToFront)
  })
  watcher.on('error', () => {})
  try {
    const taken = await take(folder)
    if ('pid' in taken) {
      watcher.close()
      await askFor(folder, caseId)
      return { owned: false, pid: taken.pid }
    }
    await removeOlder(folder, taken.number)
    return { owned: true, lock: { release: () => end(watcher, folder, taken.number) } }
  }
  catch (error) {
    watcher.close()
    throw error
  }
}

async function end(watcher: FSWatcher, folder: string, number: number): Promise<void> {
  watcher.close()
  await releaseLock(folder, number)
}

/** In one step: whoever watches reads it at once. */
async function askFor(folder: string, caseId: string | null): Promise<void> {
  const draft = path.join(folder, `draft-${randomUUID()}`)
  await writeFile(draft, JSON.stringify({ at: new Date().toISOString(), caseId }), { mode: 0o600 })
  await rename(draft, path.join(folder, FRONT))
}

/** The case that another start asks for; null where it asks for none, or nobody knows. */
async function askedFor(folder: string): Promise<string | null> {
  try { return frontSchema.parse(JSON.parse(await readFile(path.join(folder, FRONT), 'utf8'))).caseId }
  catch { return null }
}
