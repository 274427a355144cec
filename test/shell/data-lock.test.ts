import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockData } from '#shell/data-lock'
import { processStart } from '#shell/process-start'

let folder: string
beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-lock-')) })
afterEach(() => rm(folder, { recursive: true }))

const nobody = (): void => {}
const writeLock = (number: number, owner: unknown) => writeFile(path.join(folder, `lock.${number}`), JSON.stringify(owner))
const locks = async () => (await readdir(folder)).filter(name => name.startsWith('lock.'))

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

describe('a data folder', () => {
  it('has one owner, and is free again when that lets go', async () => {
    const first = await lockData(folder, nobody)
    expect(await lockData(folder, nobody)).toEqual({ owned: false, pid: process.pid })
    if (first.owned) await first.lock.release()
    const again = await lockData(folder, nobody)
    expect(again.owned).toBe(true)
    if (again.owned) await again.lock.release()
  })

  it('tells its owner which case another start asks for', async () => {
    let asked: (caseId: string | null) => void = () => {}
    const front = new Promise<string | null>((resolve) => { asked = resolve })
    const first = await lockData(folder, caseId => asked(caseId))
    await lockData(folder, nobody, '4127691988')
    expect(await front).toBe('4127691988')
    if (first.owned) await first.lock.release()
  })

  it('asks its owner to come to the front', async () => {
    let asked = (): void => {}
    const front = new Promise<void>((resolve) => { asked = resolve })
    const first = await lockData(folder, asked)
    await lockData(folder, nobody)
    await front
    if (first.owned) await first.lock.release()
  })

  it('is taken over from a process that has died', async () => {
    await writeLock(7, { pid: await endedProcess(), started: 'then' })
    const taken = await lockData(folder, nobody)
    expect(taken.owned).toBe(true)
    expect(await locks()).toEqual(['lock.8'])
    if (taken.owned) await taken.lock.release()
  })

  it('is taken over when another program has the dead one\'s number', async () => {
    await writeLock(1, { pid: process.pid, started: 'long ago' })
    const taken = await lockData(folder, nobody)
    expect(taken.owned).toBe(true)
    if (taken.owned) await taken.lock.release()
  })

  it('is not blocked for ever by a damaged lock', async () => {
    await writeFile(path.join(folder, 'lock.3'), '{"pid":')
    const taken = await lockData(folder, nobody)
    expect(taken.owned).toBe(true)
    if (taken.owned) await taken.lock.release()
  })

  it('goes to exactly one of many that start at once over a dead owner', async () => {
    await writeLock(1, { pid: await endedProcess(), started: 'then' })
    const starters = await Promise.all(Array.from({ length: 20 }, () => lockData(folder, nobody)))
    const owners = starters.filter(each => each.owned)
    expect(owners).toHaveLength(1)
    expect(await locks()).toHaveLength(1)
    for (const { lock } of owners) await lock.release()
  })
})

describe('a process', () => {
  it('is known by its start, and unknown once it has ended', async () => {
    expect(await processStart(process.pid)).not.toBe('')
    expect(await processStart(process.pid)).toBe(await processStart(process.pid))
    expect(await processStart(await endedProcess())).toBeNull()
  })
})
