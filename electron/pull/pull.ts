import type { Snapshot } from '#domain/case'
import { emptyContent, NO_FACTS } from '#domain/case'
import type { Status } from '#domain/status'
import type { Clock } from '../ports/clock'
import type { CaseService, Page, Reply } from '../ports/service'
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
  let toRead: string[] = []
  let lastAt: number | null = null
  let round: Promise<void> | null = null
  /** A round was asked for while one was under way: its list may be from before what the asker knows. */
  let again = false
  const ahead = new Set<Promise<void>>()
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
    toRead = casesToRead(listed, versions)
    onChange()
    await Promise.all(Array.from({ length: READERS }, readNext))
  }

  async function readNext(): Promise<void> {
    for (let caseId = toRead.shift(); caseId !== undefined && !closed; caseId = toRead.shift()) {
      if (!await read(caseId)) toRead = []
      onChange()
    }
  }

  /** False where the round cannot go on. */
  async function read(caseId: string): Promise<boolean> {
    const reply = await service.getCase(caseId)
    if (reply.ok) {
      saw(reply.value)
      onSnapshots([reply.value])
      return true
    }
    if (reply.fault.kind === 'refused' && reply.fault.code === 'ResourceNotFoundException') {
      versions.delete(caseId)
      onSnapshots([goneSnapshot(caseId, clock.now())])
    }
    // A case that cannot be read for its own reasons does not keep the others from being read.
    return !['offline', 'signIn', 'notActive', 'throttled'].includes(reply.fault.kind)
  }

  function saw({ caseId, complete, facts }: Snapshot): void {
    versions.set(caseId, { lastUpdatedDate: facts.lastUpdatedDate, complete })
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
      const reading = read(caseId).then(onChange).finally(() => ahead.delete(reading))
      ahead.add(reading)
    },
    soon,
    status: () => ({ lastAt, toRead: toRead.length }),
    async close() {
      closed = true
      cancelTimer()
      await Promise.all([round, ...ahead])
    },
  }
}

function goneSnapshot(caseId: string, readAt: number): Snapshot {
  return { caseId, readAt, complete: false, gone: true, facts: NO_FACTS, content: emptyContent() }
}
