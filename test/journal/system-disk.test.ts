import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskContract } from '../contract/disk'
import { systemDisk } from '#journal/system-disk'

diskContract('this machine\'s disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-disk-'))
  return { disk: systemDisk, other: systemDisk, folder, close: () => rm(folder, { recursive: true }) }
})
