import type { Intent, OpenIntent } from '../ports/journal'

/** The intents that are not done with; {@link OpenIntent} draws their states. */
export interface OpenIntents {
  add(intent: Intent): void
  refute(id: string): void
  land(id: string): void
  watched(id: string): void
  /** Of one case, oldest first. */
  of(caseId: string): readonly OpenIntent[]
  /** Cases with one that is unknown, or whose watch is due. */
  casesToLookUp(): readonly string[]
  /** Forgets what is over of a case, of which edits have ended. */
  tidy(caseId: string): void
  all(): Iterable<OpenIntent>
  count(): number
}

/** `matters` tells whether what was sent of an edit may still have to be taken back; once it does not, it never will again. */
export function createOpenIntents(matters: (editId: string) => boolean): OpenIntents {
  const intents = new Map<string, OpenIntent>()
  const byCase = new Map<string, Set<string>>()

  function drop({ id, caseId }: Intent): void {
    intents.delete(id)
    const ofCase = byCase.get(caseId)
    ofCase?.delete(id)
    if (ofCase?.size === 0) byCase.delete(caseId)
  }

  function isOver({ state, edits }: OpenIntent): boolean {
    return state === 'watched' && !edits.some(matters)
  }

  function move(intent: OpenIntent | undefined, state: OpenIntent['state']): void {
    if (intent === undefined) return
    const moved = { ...intent, state }
    if (isOver(moved)) drop(moved)
    else intents.set(moved.id, moved)
  }

  function of(caseId: string): readonly OpenIntent[] {
    return [...byCase.get(caseId) ?? []].flatMap(id => intents.get(id) ?? [])
  }

  function tidy(caseId: string): void {
    of(caseId).filter(isOver).forEach(drop)
  }

  return {
    add(intent) {
      intents.set(intent.id, { ...intent, state: 'unknown' })
      byCase.set(intent.caseId, (byCase.get(intent.caseId) ?? new Set()).add(intent.id))
    },
    refute(id) {
      const intent = intents.get(id)
      if (intent?.state === 'unknown') drop(intent)
    },
    land(id) {
      const intent = intents.get(id)
      if (intent?.state === 'unknown') move(intent, intent.watch === null ? 'watched' : 'landed')
    },
    watched: id => move(intents.get(id), 'watched'),
    of(caseId) {
      tidy(caseId)
      return of(caseId)
    },
    casesToLookUp: () => [...new Set([...intents.values()].filter(({ state }) => state !== 'watched').map(({ caseId }) => caseId))],
    tidy,
    all: () => intents.values(),
    count: () => intents.size,
  }
}
