import type { Snapshot } from '#domain/case'
import { emptyContent, NO_FACTS } from '#domain/case'
import type { Status } from '#domain/status'
import type { Clock } from '../ports/clock'
import type { CaseService, Fault, Page, Reply } from '../ports/service'
import type { Version } from './reading-order'
import { casesToRead } from './reading-order'

export interface Pull {
  /** What the page's mirror holds; replaces what was known of it. */
  mirrorHolds(versions: ReadonlyMap<string, Version>): void
  /** A read that someone else made has gone to the mirror. */
  saw(snapshot: Snapshot): void
  /** Lists now, or reads one case ahead of all others. */
  refresh(caseId: string | null): void
  /** Lists once `ms` have passed without another call for it: after a drain, or when the link is back. */
  soon(ms: number): void
  status(): Status['pull']
  /** Resolves when the reads under way have ended; starts no more. */
  close(): Promise<void>
}

/** Colleagues' changes are on the screen within this time while nothing of ours is sent. */
const PERIOD_MS = 60_000
/** Reads asked for at once; the limiter decides how many of them run. */
const READERS = 4
/** Faults that the next case would meet as well. */
const ENDS_ROUND: ReadonlySet<Fault['kind']> = new Set(['offline', 'signIn', 'notActive', 'throttled'])

/**
 * Keeps the mirror fresh: ListCases through all pages, then GetCase where lastUpdatedDate moved or the details
 * were never read. A fault ends the round; the next begins when the gate opens or the period is over.
 */
export function createPull({ service, clock, onSnapshots, onChange }: {
  service: Pick<CaseService, 'listCases' | 'getCase'>
  clock: Clock
  onSnapshots: (snapshots: readonly Snapshot[]) => void
  onChange: () => void
}): Pull {
  let versions = new Map<string, Version>()
  /** What is left of the round, in its order. */
  let toRead = new Set<string>()
  let lastAt: number | null = null
  let round: Promise<void> | null = null
  /** A round was asked for while one was under way: its list may be from before what the asker knows. */
  let again = false
  /** Reads made ahead of the round, and of which case. */
  const ahead = new Map<Promise<void>, string>()
  let cancelTimer = (): void => {}
  let timerAt = Number.POSITIVE_INFINITY
  let closed = false

  function soon(ms: number): void {
    const at = clock.now() + ms
    if (closed || at >= timerAt) return
    cancelTimer()
    timerAt = at
    cancelTimer = clock.after(ms, () => {
      timerAt = Number.POSITIVE_INFINITY
      begin()
    })
  }

  function begin(): void {
    if (closed) return
    again = round !== null
    round ??= listAndRead().finally(() => {
      round = null
      soon(again ? 0 : PERIOD_MS)
      again = false
      onChange()
    })
  }

  async function listAndRead(): Promise<void> {
    const listed: Snapshot[] = []
    let next: string | null = null
    do {
      const reply: Reply<Page<Snapshot>> = await (next === null ? service.listCases() : service.listCases(next))
      if (!reply.ok || closed) return
      listed.push(...reply.value.items)
      next = reply.value.next
    } while (next !== null)
    lastAt = clock.now()
    if (listed.length > 0) onSnapshots(listed)
    toRead = new Set(casesToRead(listed, versions))
    for (const caseId of ahead.values()) toRead.delete(caseId)
    onChange()
    await Promise.all(Array.from({ length: READERS }, readNext))
  }

  async function readNext(): Promise<void> {
    for (let [caseId] = toRead; caseId !== undefined && !closed; [caseId] = toRead) {
      toRead.delete(caseId)
      const fault = await read(caseId)
      if (fault !== null && ENDS_ROUND.has(fault.kind)) toRead.clear()
      onChange()
    }
  }

  /** What kept the case from being read; null where nothing did. */
  async function read(caseId: string): Promise<Fault | null> {
    const reply = await service.getCase(caseId)
    if (reply.ok) {
      saw(reply.value)
      onSnapshots([reply.value])
      return null
    }
    const { fault } = reply
    if (fault.kind !== 'refused' || fault.code !== 'ResourceNotFoundException') return fault
    versions.delete(caseId)
    onSnapshots([goneSnapshot(caseId, clock.now())])
    return null
  }

  async function readAhead(caseId: string): Promise<void> {
    toRead.delete(caseId)
    const fault = await read(caseId)
    if (fault !== null && !ENDS_ROUND.has(fault.kind) && round !== null) toRead.add(caseId)
    onChange()
  }

  function saw({ caseId, complete, facts }: Snapshot): void {
    versions.set(caseId, { lastUpdatedDate: facts.lastUpdatedDate, complete })
    toRead.delete(caseId)
  }

  return {
    mirrorHolds(held) {
      versions = new Map(held)
      // A page that has just come knows nothing of the status either.
      onChange()
    },
    saw,
    refresh(caseId) {
      if (caseId === null) return soon(0)
      const reading = readAhead(caseId).finally(() => ahead.delete(reading))
      ahead.set(reading, caseId)
    },
    soon,
    status: () => ({ lastAt, toRead: toRead.size }),
    async close() {
      closed = true
      cancelTimer()
      await Promise.all([round, ...ahead.keys()])
    },
  }
}

function goneSnapshot(caseId: string, readAt: number): Snapshot {
  return { caseId, readAt, complete: false, gone: true, facts: NO_FACTS, content: emptyContent() }
}
