import { createCaller } from '#channel/caller'
import type { Port } from '#channel/port'
import type { OutboxRow } from '#db/rows'
import type { PageStore } from '#db/store'
import type { Snapshot } from '#domain/case'
import type { LinkEvent, Started } from '#link/events'
import type { Link } from '#link/contract'
import { createLink } from '#link/link'
import type { FakeTimers } from './fake-timers'
import { createFakeTimers } from './fake-timers'
import type { MemoryDisk } from './memory-page-store'
import type { PortPair } from './port-pair'
import { createPortPair } from './port-pair'
import type { ScriptedHost } from './scripted-host'

/** What somebody looking at the page would know: outbox and mirror as told, and what was called saved. */
export interface LinkedPage {
  link: Link
  pair: PortPair
  timers: FakeTimers
  events: LinkEvent[]
  outbox: Map<string, OutboxRow>
  snapshots: Map<string, Snapshot>
  saved: Set<string>
  start(): Promise<Started>
  kinds(): string[]
}

export const DEADLINE = 1000

/** A page with a link of its own over the disk and the host; `store` and `port` may be put in between. */
export function createLinkedPage({ disk, host, between = {} }: {
  disk: MemoryDisk
  host: ScriptedHost
  between?: { store?: (store: PageStore) => PageStore, port?: (port: Port) => Port }
}): LinkedPage {
  const { store = open => open, port = end => end } = between
  const pair = createPortPair()
  host.attach(pair.host)
  const timers = createFakeTimers()
  const events: LinkEvent[] = []
  const outbox = new Map<string, OutboxRow>()
  const snapshots = new Map<string, Snapshot>()
  const saved = new Set<string>()
  const link = createLink({
    caller: createCaller(port(pair.page), { deadline: DEADLINE, clock: timers }),
    store: async () => ({ ok: true, value: store(disk.open()) }),
    clock: timers,
    onEvent(event) {
      events.push(event)
      if (event.kind === 'saved') for (const id of event.ids) saved.add(id)
      if (event.kind === 'unsaved') for (const id of event.ids) saved.delete(id)
      if (event.kind === 'outbox') take(event.put, event.ended, event.snapshots)
    },
  })

  function take(put: readonly OutboxRow[], ended: readonly string[], read: readonly Snapshot[]): void {
    for (const row of put) outbox.set(row.id, row)
    for (const id of ended) outbox.delete(id)
    for (const snapshot of read) snapshots.set(snapshot.caseId, snapshot)
  }

  return {
    link, pair, timers, events, outbox, snapshots, saved,
    async start() {
      const started = await link.start()
      if (started.ok) {
        take(started.outbox, [], started.snapshots)
        const unsaved = new Set(started.unsaved?.ids)
        for (const { id } of started.outbox) if (!unsaved.has(id)) saved.add(id)
      }
      return started
    },
    kinds: () => events.map(({ kind }) => kind),
  }
}

/** Lets the page go on until `check` holds; gives up after a few thousand turns. */
export async function until(check: () => boolean, what = 'it'): Promise<void> {
  for (let turn = 0; turn < 3000; turn += 1) {
    if (check()) return
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  throw new Error(`${what} did not happen`)
}
