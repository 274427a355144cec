import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The old content or the new, whole, whatever happens in between; a folder that has to be made is its owner's alone. */
export async function writeWhole(file: string, text: string | Uint8Array, { mode = 0o600 }: { mode?: number } = {}): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${randomUUID()}.new`
  try {
    const handle = await open(fresh, 'wx', mode)
    try {
      await handle.writeFile(text)
      // What the process's umask has taken off is put back: the file had it before.
      await handle.chmod(mode)
      await handle.sync()
    }
    finally { await handle.close() }
    await rename(fresh, file)
  }
  catch (error) {
    await rm(fresh, { force: true }).catch(() => {})
    throw error
  }
}
