/**
 * What came of something typed or pasted: the value in the only form the service accepts, or the reason it cannot be
 * one. `corrected` says in words what was changed on the way ("written as 000123123123"); null where it went in as
 * typed. Spaces around it, the kind of line end, and invisible characters in an address are not worth a word.
 */
export type Entered<T> = { ok: true, value: T, corrected: string | null } | { ok: false, reason: string }

export function accepted<T>(value: T, ...changes: readonly string[]): Entered<T> {
  return { ok: true, value, corrected: changes.length === 0 ? null : changes.join('; ') }
}

export function refused(reason: string): { ok: false, reason: string } {
  return { ok: false, reason }
}
