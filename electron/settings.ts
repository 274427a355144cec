import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Damage } from '#channel/protocol'
import type { KeptPreferences, Preferences, PreferencesPatch } from '#domain/preferences'
import { changePreferences, readPreferences, unreadWords, writePreferences } from '#domain/preferences'
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
  /** What of it could not be read; it stays in the file, or the whole file was set aside. */
  damage(): Promise<readonly Damage[]>
}

/** `others`: what another version keeps in the file. */
interface Kept { profile: string | null, kept: KeptPreferences, others: Readonly<Record<string, unknown>>, damage: readonly Damage[] }

export const SETTINGS_FILE = 'settings.json'
const profileSchema = z.string().min(1).nullable()
const fileSchema = z.looseObject({ profile: profileSchema.optional(), preferences: z.record(z.string(), z.unknown()).optional() })
const errorSchema = z.object({ code: z.string() }).catch({ code: 'unknown' })

/** Read once, when first asked for; this process alone writes the file. */
export function openSettings(dataFolder: string): Settings {
  const file = path.join(dataFolder, SETTINGS_FILE)
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
    preferences: async () => (await kept()).kept.preferences,
    prefer: patch => change(now => ({ ...now, kept: changePreferences(now.kept, patch) })),
    damage: async () => (await kept()).damage,
  }
}

/** A file that does not read as a whole is set aside, and all is as if it had never been set. */
async function read(file: string): Promise<Kept> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => errorSchema.parse(error))
  if (typeof text === 'string') {
    const found = fileSchema.safeParse(parsed(text))
    if (found.success) return keptIn(found.data)
  }
  const reason = typeof text === 'string' ? 'is not of the form that Fieldcase writes' : `cannot be read (${text.code})`
  const isNone = typeof text === 'string' ? text.trim() === '' : text.code === 'ENOENT'
  return { ...keptIn({}), damage: isNone ? [] : await setAside(file, reason) }
}

function keptIn({ profile = null, preferences, ...others }: z.infer<typeof fileSchema>): Kept {
  const kept = readPreferences(preferences)
  return { profile, kept, others, damage: unreadWords(kept.unread).map(reason => ({ file: SETTINGS_FILE, line: 1, reason })) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return null
  }
}

/** The next write would take its place. */
async function setAside(file: string, reason: string): Promise<readonly Damage[]> {
  const aside = file.replace(/\.json$/, `-set-aside-${Date.now()}.json`)
  const kept = await rename(file, aside).then(() => ` It is kept as ${path.basename(aside)}.`, () => '')
  return [{ file: SETTINGS_FILE, line: 1, reason: `The file ${reason}.${kept}` }]
}

/** The old file or the new one, whole, whatever happens in between. */
async function write(file: string, { profile, kept, others }: Kept): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const fresh = await open(`${file}.new`, 'w', 0o600)
  try {
    await fresh.writeFile(`${JSON.stringify({ ...others, profile, preferences: writePreferences(kept) })}\n`)
    await fresh.sync()
  }
  finally { await fresh.close() }
  await rename(`${file}.new`, file)
}
