import { readFile, realpath, stat } from 'node:fs/promises'
import { unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import type { NewProfile } from '#domain/sign-in'
import { codeOf, isCode } from '../ports/disk'
import { additionFor } from './config-edit'
import { parseIni } from './ini'
import { configFile, type ConfigPlace } from './profiles'
import { writeWhole } from './sign-in/whole-file'

/** Somebody else may be writing as well; each round is over in milliseconds. */
const ROUNDS = 5
const LOOK_MS = 1000

/** `message`: why nothing was written, for the user to read. */
export type Written = { ok: true } | { ok: false, message: string }

/**
 * Adds a profile to the shared config: the file is replaced whole, with the same mode, where it is a link where that leads;
 * as it was it stands beside it, as `config.fieldcase-backup`.
 */
export async function addProfile(place: ConfigPlace, profile: NewProfile): Promise<Written> {
  const named = configFile(place)
  try {
    if (await isInCredentials(place, profile.name)) return taken(profile.name, credentialsFile(place))
    for (let round = 0; round < ROUNDS; round++) {
      const file = await realpath(named).catch(missing(() => named))
      const before = await readFile(file).catch(missing(() => null))
      const what = additionFor(before?.toString('utf8') ?? '', profile)
      if (!what.ok && what.reason === 'nameTaken') return taken(profile.name, named)
      if (!what.ok) return { ok: false, message: 'The portal\'s start URL holds a space or another sign that the file cannot hold. Nothing was written.' }
      const mode = before === null ? 0o600 : (await stat(file)).mode & 0o777
      if (before !== null) await writeWhole(`${file}.fieldcase-backup`, before, { mode })
      const now = await readFile(file).catch(missing(() => null))
      if (!sameBytes(now, before)) continue
      await writeWhole(file, Buffer.concat([before ?? Buffer.alloc(0), Buffer.from(what.addition)]), { mode })
      return { ok: true }
    }
    return { ok: false, message: `${named} is being changed by another program. Nothing was written; try again.` }
  }
  catch (error) {
    return { ok: false, message: `${named} cannot be written (${codeOf(error)}). Nothing in it was changed.` }
  }
}

function taken(name: string, file: string): Written {
  return { ok: false, message: `There is a profile '${name}' in ${file} already. Nothing was written; choose another name.` }
}

/** Keys there go before a sign-in, under the same name: the profile would not be the one that was asked for. */
async function isInCredentials(place: ConfigPlace, name: string): Promise<boolean> {
  const { sections } = parseIni(await readFile(credentialsFile(place), 'utf8').catch(missing(() => '')))
  return sections.some(section => section.name === name)
}

function credentialsFile({ env, home }: ConfigPlace): string {
  return env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials')
}

/** For the `catch` of what may not be there. */
function missing<T>(instead: () => T): (error: unknown) => T {
  return (error) => {
    if (isCode(error, 'ENOENT')) return instead()
    throw error
  }
}

function sameBytes(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other)
}

/**
 * Tells when the shared config has changed, been put there or taken away, within a second or so. By its state and not by events
 * of its folder: that may not be there yet, may be on another machine's disk, and the file may be a link to elsewhere.
 */
export function watchConfig(place: ConfigPlace, onChange: () => void): { close(): void } {
  const file = configFile(place)
  const listen = (): void => onChange()
  watchFile(file, { interval: LOOK_MS, persistent: false }, listen)
  return { close: () => unwatchFile(file, listen) }
}
