import type { History } from './history'
import { keepFound } from './found'
import type { Played } from './play'
import { play } from './play'
import { shrink } from './shrink'
import type { Summary } from './summary'
import { addUp, emptySummary } from './summary'

/**
 * Plays a history and tells all that happens, a line each: the virtual second, then who does what; requests and the
 * replies to them are numbered. One that fails is cut down, told once more, and kept as `keep`.
 */
export async function replay(history: History, { keep, tell }: { keep: string | null, tell: (line: string) => void }): Promise<Summary> {
  const played = await play(history, { traced: true })
  for (const line of played.trace) tell(line)
  tellViolations(played, tell)
  const kind = played.violations[0]?.kind
  if (kind !== undefined) {
    const small = await shrink(history, async (smaller) => {
      const { violations } = await play(smaller)
      return violations.some(violation => violation.kind === kind)
    })
    const again = await play(small, { traced: true })
    tell(`\ncut down from ${history.events.length} events to ${small.events.length}:`)
    for (const line of again.trace) tell(line)
    tellViolations(again, tell)
    tell(JSON.stringify(small))
    if (keep !== null) tell(`kept in ${await keepFound(keep, again.violations[0]?.what ?? '', small)}`)
  }
  return addUp(emptySummary(), history.seed, played)
}

function tellViolations({ violations }: Played, tell: (line: string) => void): void {
  for (const { kind, what } of violations) tell(`${kind}: ${what}`)
}
