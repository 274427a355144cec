import { z } from '#domain/zod'
import type { StoreError } from './store'

const thrown = z.looseObject({ name: z.string(), message: z.string() })

const WORDS: Record<StoreError['code'], string> = {
  diskFull: 'The disk is full. Free some space; Fieldcase goes on by itself.',
  cannotOpen: 'The database on this machine does not open. Edits that were saved also lie in the journal and are not lost.',
  newerVersion: 'A newer Fieldcase has written the database on this machine. Nothing was changed. Start the newer version.',
  closed: 'The database was closed.',
  failed: 'The database refused to write.',
}

export function storeError(code: StoreError['code'], detail = ''): StoreError {
  return { code, message: detail === '' ? WORDS[code] : `${WORDS[code]} (${detail})` }
}

/** What an error thrown by the database means; `otherwise` where none of the known signs is there. */
export function asStoreError(error: unknown, otherwise: 'cannotOpen' | 'failed'): StoreError {
  const chain = causes(error)
  const signs = (wanted: (sign: { name: string, message: string }) => boolean): boolean => chain.some(wanted)
  // A full disk shows as an UnknownError that only its text tells apart (measured in Chromium).
  if (signs(({ name, message }) => name === 'QuotaExceededError' || message.includes('FILE_ERROR_NO_SPACE'))) return storeError('diskFull')
  if (signs(({ name }) => name === 'VersionError')) return storeError('newerVersion')
  if (signs(({ name }) => name === 'DatabaseClosedError' || name === 'InvalidStateError')) return storeError('closed')
  return storeError(otherwise, chain[0]?.name)
}

/** The error and what caused it: Dexie wraps what the browser threw. */
function causes(error: unknown, depth = 0): Array<{ name: string, message: string }> {
  const { data } = thrown.safeParse(error instanceof Object ? { name: Reflect.get(error, 'name'), message: Reflect.get(error, 'message') } : error)
  if (data === undefined || depth > 5 || !(error instanceof Object)) return []
  return [data, ...causes(Reflect.get(error, 'inner'), depth + 1), ...causes(Reflect.get(error, 'cause'), depth + 1)]
}
