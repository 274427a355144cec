import { exportHistory, exportOutbox } from './exports'
import type { HostOptions } from './host-contract'
import type { Clock } from './ports/clock'
import { dismissedNote } from './ports/journal'
import { done, fail } from './replies'
import type { OpenWorkspace } from './workspace'
import type { Handlers } from '#channel/serve'
import type { HistoryEntry } from '#domain/outcome'

/** Outcomes in one reply of the history. */
const PAGE = 50
/** UTF-16 units of edits in one reply: far below what a message carries, and more than anybody reads at once. */
const MOST_TEXT = 4 * 1024 * 1024

/** What the page asks about the past: the outcome log, and what came of it. */
export function historyHandlers({ home, dataFolder, clock, greeted }: Pick<HostOptions, 'home' | 'dataFolder'> & {
  clock: Clock
  /** The workspace that the page means. */
  greeted: () => Promise<OpenWorkspace>
}): Pick<Handlers, 'history' | 'verify' | 'export' | 'reports' | 'dismiss'> {
  return {
    async history({ before }) {
      const { journal } = await greeted()
      const entries = fitting(await journal.history(before, PAGE).catch(fail))
      return done({ entries, more: (entries.at(-1)?.outcome.seq ?? 1) > 1 })
    },
    async verify() {
      const { journal } = await greeted()
      return done(await journal.verify().catch(fail))
    },
    async export({ what }) {
      const options = { workspace: await greeted(), home, dataFolder, now: clock.now() }
      return done(await (what === 'history' ? exportHistory(options) : exportOutbox(options)))
    },
    async reports() {
      const { journal } = await greeted()
      return done({ reports: [...journal.reports()] })
    },
    async dismiss({ generation, seq }) {
      const { journal } = await greeted()
      // In another life of the journal the number is another outcome's.
      const meant = generation === journal.generation && journal.reports().some(report => report.seq === seq)
      if (meant) await journal.note(dismissedNote(seq), clock.now()).catch(fail)
      return done({})
    },
  }
}

/** As many as one reply carries, at least one: where even that is too much, it goes without its edits, which an export has. */
function fitting(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const taken: HistoryEntry[] = []
  let text = 0
  for (const entry of entries) {
    text += JSON.stringify(entry.edits).length
    if (text > MOST_TEXT) return taken.length > 0 ? taken : [{ ...entry, edits: [] }]
    taken.push(entry)
  }
  return taken
}
