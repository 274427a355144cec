import type { Port } from '#channel/port'
import type { PageStore } from '#db/store'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import type { LinkedPage } from '../support/linked-page'
import { createLinkedPage, until } from '../support/linked-page'
import type { MemoryDisk } from '../support/memory-page-store'
import { createMemoryDisk } from '../support/memory-page-store'
import { CASE, editId, titleEdit } from '../support/samples'
import type { ScriptedHost } from '../support/scripted-host'
import { createScriptedHost } from '../support/scripted-host'

/** What happens in one life of the page. `drain` reaches the page; `drainUnheard` is lost on its way there. */
type Action = 'record' | 'recordTwo' | 'drain' | 'drainUnheard' | 'park' | 'repeat' | 'reconnect' | 'rest'

interface Life {
  /** What is lost on disk before it; the page then has one start without a crash. */
  lost: 'nothing' | 'journal' | 'database'
  actions: readonly Action[]
  /** The page dies at its nth transaction or message; `landed`: that one still takes effect. */
  dies: number
  landed: boolean
}

/** Stands between the link and the world, and lets nothing through any more once the page is dead. */
function mortality({ dies, landed }: Pick<Life, 'dies' | 'landed'>) {
  let steps = 0
  /** Whether this step takes effect, and whether its maker still hears of it. */
  function step(): { effect: boolean, heard: boolean } {
    steps += 1
    return { effect: steps < dies || (steps === dies && landed), heard: steps < dies }
  }
  function mortal<A extends unknown[], T>(run: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
    return (...args) => {
      const { effect, heard } = step()
      const result = effect ? run(...args) : null
      return heard && result !== null ? result : new Promise(() => {})
    }
  }
  return {
    dead: () => steps >= dies,
    store: (store: PageStore): PageStore => ({
      load: mortal(store.load),
      keep: mortal(store.keep),
      settle: mortal(store.settle),
      putSnapshots: mortal(store.putSnapshots),
      keepDrafts: store.keepDrafts,
      keepLooks: store.keepLooks,
      quarantined: store.quarantined,
      clear: store.clear,
      close: store.close,
    }),
    port: (port: Port): Port => ({
      send: (text) => {
        if (step().effect) port.send(text)
      },
      onMessage: receive => port.onMessage((text) => {
        if (steps < dies) receive(text)
      }),
    }),
  }
}

function act(action: Action, { page, host, nextEdit }: { page: LinkedPage, host: ScriptedHost, nextEdit: () => number }): void {
  switch (action) {
    case 'record': void page.link.record([titleEdit(nextEdit())]); break
    case 'recordTwo': void page.link.record([titleEdit(nextEdit()), titleEdit(nextEdit())]); break
    case 'drain': host.drainOne(); break
    case 'drainUnheard': host.drainOne({ tell: false }); break
    case 'park': {
      const [id] = host.unsettled()
      if (id !== undefined) host.conclude([id], { kind: 'held', reason: { kind: 'parked', code: 'X', message: 'No.', requestId: null } })
      break
    }
    case 'repeat':
      if (host.outcomes.length > 0) host.emit('outcomes', { generation: host.generation, outcomes: host.outcomes.slice(-3) })
      break
    case 'reconnect': page.link.connected(); break
    case 'rest': break
  }
}

/** Runs a life up to its crash, or to its end, and adds to `saved` what the page called saved in it. */
async function live({ disk, host, life, saved, nextEdit }: {
  disk: MemoryDisk
  host: ScriptedHost
  life: Pick<Life, 'actions' | 'dies' | 'landed'>
  saved: Set<string>
  nextEdit: () => number
}): Promise<void> {
  const fate = mortality(life)
  const page = createLinkedPage({ disk, host, between: fate })
  let ready = false
  void page.start().then(({ ok }) => { ready = ok })
  await until(() => ready || fate.dead(), 'the start')
  for (const action of life.actions) {
    if (fate.dead()) break
    act(action, { page, host, nextEdit })
    if (action === 'rest') await settled()
    else await Promise.resolve()
  }
  await settled()
  for (const id of page.saved) saved.add(id)
  // The page is gone: what it began may have landed, what it had not begun never happens.
  page.pair.joined = false
}

const life = fc.record<Life>({
  lost: fc.constantFrom('nothing', 'nothing', 'nothing', 'journal', 'database'),
  actions: fc.array(
    fc.constantFrom<Action>('record', 'recordTwo', 'drain', 'drainUnheard', 'park', 'repeat', 'reconnect', 'rest', 'rest'),
    { maxLength: 12 },
  ),
  dies: fc.integer({ min: 1, max: 40 }),
  landed: fc.boolean(),
})

it('whenever the page dies, and whichever log is lost, every edit called saved is still there, once, or has its ending', async () => {
  let ended = 0
  let kept = 0
  let recovered = 0
  await fc.assert(fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
    const disk = createMemoryDisk()
    const host = createScriptedHost()
    const saved = new Set<string>()
    const endings = new Set<string>()
    let made = 0
    const nextEdit = (): number => made += 1
    for (const one of lives) {
      if (one.lost !== 'nothing') {
        // Both logs at once are beyond what two logs can bear: even them out before one goes.
        await live({ disk, host, life: { actions: ['rest'], dies: Infinity, landed: false }, saved, nextEdit })
        for (const id of host.ended) endings.add(id)
        if (one.lost === 'journal') host.loseJournal()
        else for (const table of Object.values(disk.tables)) table.clear()
        await live({ disk, host, life: { actions: ['rest'], dies: Infinity, landed: false }, saved, nextEdit })
      }
      await live({ disk, host, life: one, saved, nextEdit })
      for (const id of host.ended) endings.add(id)
    }

    const page = createLinkedPage({ disk, host })
    expect(await page.start()).toMatchObject({ ok: true, unsaved: null })
    await settled()
    const shown = [...page.outbox.keys()].sort()
    const lost = [...saved].filter(id => !page.outbox.has(id) && !endings.has(id))
    expect(lost).toEqual([])
    expect(shown).toEqual(host.unsettled())
    expect(shown).toEqual([...disk.tables.outbox.keys()].sort())
    for (const [id, { held }] of host.edits) expect([id, page.outbox.get(id)?.held]).toEqual([id, held])
    expect(page.snapshots.get(CASE)?.content.title).toBe(host.snapshot.content.title)
    expect(shown.every(id => id <= editId(made))).toBe(true)
    ended += endings.size
    kept += shown.length
    recovered += [...page.outbox.values()].filter(({ held }) => held?.kind === 'recovered').length
  }), { numRuns: 400 })
  // Else the search would have seen nothing of what it is for.
  expect(Math.min(ended, kept, recovered)).toBeGreaterThan(20)
}, 60_000)
