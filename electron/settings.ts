import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Preferences, PreferencesPatch } from '#domain/preferences'
import { readPreferences } from '#domain/preferences'
import { z } from '#domain/zod'

/** What is kept for the user of this data folder, whichever workspace is open. */
export interface Settings {
  /** The AWS profile chosen last; null is practice. */
  profile(): Promise<string | null>
  /** Rejects where the choice cannot be kept; until the program ends it holds all the same. */
  choose(profile: string | null): Promise<void>
  preferences(): Promise<Preferences>
  /** As `choose`. */
  prefer(patch: PreferencesPatch): Promise<void>
}

interface Kept { profile: string | null, preferences: Preferences }

const FILE = 'settings.json'
const profileSchema = z.string().min(1).nullable()
const fileSchema = z.record(z.string(), z.unknown())

/** Read once, when first asked for; this process alone writes the file. */
export function openSettings(dataFolder: string): Settings {
  const file = path.join(dataFolder, FILE)
  let reading: Promise<Kept> | null = null
  let writing: Promise<unknown> = Promise.resolve()

  const kept = (): Promise<Kept> => reading ??= read(file)

  async function change(next: (now: Kept) => Kept): Promise<void> {
    reading = kept().then(next)
    const now = await reading
    const mine = writing.then(() => write(file, now))
    writing = mine.catch(() => {})
    await mine
  }

  return {
    profile: async () => (await kept()).profile,
    choose: profile => change(now => ({ ...now, profile })),
    preferences: async () => (await kept()).preferences,
    prefer: patch => change(now => ({ ...now, preferences: { ...now.preferences, ...patch } })),
  }
}

/** What cannot be read counts as never set: nothing in it is worth more than a choice made again. */
async function read(file: string): Promise<Kept> {
  const { data } = fileSchema.safeParse(await readFile(file, 'utf8').then((text): unknown => JSON.parse(text)).catch(() => null))
  return { profile: profileSchema.safeParse(data?.['profile']).data ?? null, preferences: readPreferences(data?.['preferences']) }
}

/** The old file or the new one, whole, whatever happens in between. */
async function write(file: string, kept: Kept): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const fresh = await open(`${file}.new`, 'w', 0o600)
  try {
    await fresh.writeFile(`${JSON.stringify(kept)}\n`)
    await fresh.sync()
  }
  finally { await fresh.close() }
  await rename(`${file}.new`, file)
}
