import type { Intent, OpenIntent } from '../ports/journal'

/** The intents that are not done with; {@link OpenIntent} draws their states. */
export interface OpenIntents {
  add(intent: Intent): void
  refute(id: string): void
  land(id: string, requestId: string | null): void
  watched(id: string, over: boolean): void
  /** Of one case, oldest first. */
  of(caseId: string): readonly OpenIntent[]
  /** Cases with one that is unknown, or whose watch is due. */
  casesToLookUp(): readonly string[]
  /** Forgets what is over of a case, of which edits have ended. */
  tidy(caseId: string): void
  all(): Iterable<Intent>
  count(): number
}

interface Kept extends Pick<OpenIntent, 'state' | 'requestId' | 'over'> { intent: Intent }

/** `matters` tells whether what was sent of an edit may still have to be taken back; once it does not, it never will again. */
export function createOpenIntents(matters: (editId: string) => boolean): OpenIntents {
  const intents = new Map<string, Kept>()
  const byCase = new Map<string, Set<string>>()
  /** By id, how many intents that are still to be looked up were made while this one was unknown. */
  const beside = new Map<string, number>()

  function drop({ intent: { id, caseId } }: Kept): void {
    intents.delete(id)
    const ofCase = byCase.get(caseId)
    ofCase?.delete(id)
    if (ofCase?.size === 0) byCase.delete(caseId)
  }

  function move(id: string, next: (kept: Kept) => OpenIntent['state']): void {
    const kept = intents.get(id)
    if (kept === undefined) return
    const was = kept.state
    kept.state = next(kept)
    if (was !== 'watched' && kept.state === 'watched') countBeside(kept.intent, -1)
    tidy(kept.intent.caseId)
  }

  function keptOf(caseId: string): readonly Kept[] {
    return [...byCase.get(caseId) ?? []].flatMap(id => intents.get(id) ?? [])
  }

  /**
   * Whoever looks for one in the case's log has to know of all whose calls may have landed since: those made after it,
   * and those that were unknown beside it.
   */
  function tidy(caseId: string): void {
    for (const id of byCase.get(caseId) ?? []) {
      const kept = intents.get(id)
      if (kept === undefined || kept.state !== 'watched') return
      if (!beside.has(id) && !kept.intent.edits.some(matters)) drop(kept)
    }
  }

  /** One more intent to be looked up, or one less, looks at those beside it. */
  function countBeside({ besides }: Intent, by: 1 | -1): void {
    for (const id of besides) {
      const count = (beside.get(id) ?? 0) + by
      if (count === 0) beside.delete(id)
      else beside.set(id, count)
    }
  }

  return {
    add(intent) {
      if (!intents.has(intent.id)) countBeside(intent, 1)
      intents.set(intent.id, { intent, state: 'unknown', requestId: null, over: false })
      byCase.set(intent.caseId, (byCase.get(intent.caseId) ?? new Set()).add(intent.id))
    },
    refute(id) {
      const kept = intents.get(id)
      if (kept?.state !== 'unknown') return
      drop(kept)
      countBeside(kept.intent, -1)
      tidy(kept.intent.caseId)
    },
    land: (id, requestId) => move(id, (kept) => {
      const { intent, state } = kept
      if (state !== 'unknown') return state
      kept.requestId = requestId
      return intent.watch === null ? 'watched' : 'landed'
    }),
    watched: (id, over) => move(id, (kept) => {
      kept.over = over
      return 'watched'
    }),
    of(caseId) {
      tidy(caseId)
      return keptOf(caseId).map(({ intent, ...kept }) => ({ ...intent, ...kept }))
    },
    casesToLookUp: () => [...new Set([...intents.values()].filter(({ state }) => state !== 'watched').map(({ intent }) => intent.caseId))],
    tidy,
    * all() {
      for (const { intent } of intents.values()) yield intent
    },
    count: () => intents.size,
  }
}
