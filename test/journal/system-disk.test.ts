import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { diskContract } from '../contract/disk'
import { systemDisk } from '#journal/system-disk'

diskContract('this machine\'s disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-disk-'))
  return { disk: systemDisk, other: systemDisk, folder, close: () => rm(folder, { recursive: true }) }
})

it.runIf(process.platform === 'linux')('a file system that tells no size is not taken for a full one', async () => {
  expect(await systemDisk.free('/proc')).toBe(Infinity)
  expect(await systemDisk.free(tmpdir())).toBeLessThan(Infinity)
})
