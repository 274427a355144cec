import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from '#domain/zod'

const settingsSchema = z.strictObject({
  /** The AWS profile chosen last; null is practice. */
  profile: z.string().min(1).nullable(),
})
export type Settings = z.infer<typeof settingsSchema>

const FILE = 'settings.json'

/** What cannot be read counts as never set: nothing in it is worth more than a choice made again. */
export async function readSettings(dataFolder: string): Promise<Settings> {
  try {
    return settingsSchema.parse(JSON.parse(await readFile(path.join(dataFolder, FILE), 'utf8')))
  }
  catch {
    return { profile: null }
  }
}

export async function writeSettings(dataFolder: string, settings: Settings): Promise<void> {
  const file = path.join(dataFolder, FILE)
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  await writeFile(`${file}.new`, `${JSON.stringify(settings)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
