import type { Chance } from '../support/chance'

/** What nobody outside knows of the service (SERVICE section 5): a run is played with one answer to each. */
export interface Coins {
  /** Whether the metadata of a call joins what the case holds or takes its place. */
  metadata: 'merges' | 'replaces'
  /** Adding an entry whose key is there already. */
  addExisting: 'upsert' | 'ignore'
  /** Whether an e-mail address in other letters is the same watcher to the service. */
  emailCase: 'folds' | 'keeps'
  /** Deleting an entry that the case does not hold. */
  deleteAbsent: 'ok' | 'refuses'
  /** `whole`: an entry that differs in any member from the one given is not the one to be deleted. */
  deleteMatches: 'key' | 'whole'
  /** One key among the added and the deleted of a call. */
  bothLists: 'addWins' | 'deleteWins' | 'refuses'
  /** `kept`: a call that would take a case's last region is refused. */
  lastRegion: 'kept' | 'removable'
  /** Whether a call that changes nothing moves lastUpdatedDate and leaves an entry in the log. */
  noOp: 'logged' | 'unlogged'
  stamps: 'seconds' | 'millis'
  /** How far a GetCase may be behind: by the last writes (two at most), or by a time (three seconds at most). */
  readLag: Lag
  /** The same of ListCaseEdits. */
  listLag: Lag
  logOrder: 'newestFirst' | 'oldestFirst' | 'any'
  /** Whether a ValidationException says which member it means. */
  namesFields: boolean
  /** The service's clock, ahead of the scheduler's time or behind. */
  clockSkewMs: number
  /** Edits of a closed case. */
  closedCases: 'take' | 'refuse'
}

export type Lag = 'none' | 'writes' | 'time'

export function drawCoins(chance: Chance): Coins {
  const lag = (): Lag => chance.of(['none', 'none', 'writes', 'time'])
  return {
    metadata: chance.of(['merges', 'replaces']),
    addExisting: chance.of(['upsert', 'ignore']),
    emailCase: chance.of(['folds', 'keeps']),
    deleteAbsent: chance.of(['ok', 'refuses']),
    deleteMatches: chance.of(['key', 'whole']),
    bothLists: chance.of(['addWins', 'deleteWins', 'refuses']),
    lastRegion: chance.of(['kept', 'removable']),
    noOp: chance.of(['logged', 'unlogged']),
    stamps: chance.of(['seconds', 'millis']),
    readLag: lag(),
    listLag: lag(),
    logOrder: chance.of(['newestFirst', 'newestFirst', 'oldestFirst', 'any']),
    namesFields: chance.is(0.5),
    clockSkewMs: chance.of([0, 0, chance.between(-3000, 3000), chance.between(-250_000, 250_000), chance.between(-7_200_000, 7_200_000)]),
    closedCases: chance.of(['take', 'refuse']),
  }
}

/** A service without surprises, for a test to turn one coin of. */
export const PLAIN_COINS: Coins = {
  metadata: 'merges',
  addExisting: 'upsert',
  emailCase: 'folds',
  deleteAbsent: 'ok',
  deleteMatches: 'key',
  bothLists: 'refuses',
  lastRegion: 'removable',
  noOp: 'logged',
  stamps: 'millis',
  readLag: 'none',
  listLag: 'none',
  logOrder: 'newestFirst',
  namesFields: true,
  clockSkewMs: 0,
  closedCases: 'take',
}
