/**
 * - `lost`: an edit that was said to be saved has come to nothing, or to another value than was last wanted.
 * - `duplicated`: what was applied and changed by somebody since was applied once more, and nobody had asked for it.
 * - `silentOverwrites`: a colleague's value was replaced unseen, and nobody was told.
 * - `stuck`: something to be sent, and nothing that would send it.
 * - `early`: the screen said "saved" or "sent" of what was not.
 * - `disordered`: two calls about one case at once, or an older edit after a newer one.
 * - `hasty`: a call before the time for which the service had asked to be left alone.
 * - `resurrected`: what had its ending came back.
 * - `shown`: the screen showed another value than the responder had put there, and nobody else had.
 * - `needless`: a question about what nobody but the responder had written.
 * - `defects`: an error nobody foresaw, or a call the service must never see.
 */
export const VIOLATION_KINDS = ['lost', 'duplicated', 'silentOverwrites', 'stuck', 'early', 'disordered', 'hasty', 'resurrected', 'shown', 'needless', 'defects'] as const
export type ViolationKind = typeof VIOLATION_KINDS[number]

/** `at`: virtual ms since the run began. */
export interface Violation { kind: ViolationKind, what: string, at: number }
