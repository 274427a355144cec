import type { Edit } from '#domain/edit'
import type { Snapshot } from '#domain/case'
import { createChance } from '../support/chance'
import type { WorkspaceName } from './app'
import { WORKSPACES } from './app'
import { createSimDisk } from './disk'
import { createEvenness } from './evenness'
import type { Event, History } from './history'
import { createMachineClock } from './machine-clock'
import { createMachine } from './machine'
import type { Machine } from './machine'
import { createMoments } from './moments'
import type { SimPage } from './page'
import { createDexiePageDisk, createMemoryPageDisk } from './page-disk'
import { createResponder } from './responder'
import { createLife, createScheduler } from './scheduler'
import type { Site } from './site'
import { createSite } from './site'
import type { ServiceModel } from './service'
import type { Coins } from './service-coins'
import { COLLEAGUES } from './colleagues'
import { PLACES } from './places'
import { createUndoing } from './undoing'
import type { Witness } from './witness'
import { createWitness, nameOf } from './witness'

/** One machine with the app in two shells, two accounts it works on, and everybody else. */
export interface World {
  machine: Machine
  sites: Record<WorkspaceName, Site>
  witness: Witness
  /** Lets time pass until it holds; false where it does not within so many virtual ms. */
  runUntil(holds: () => boolean, ms: number): Promise<boolean>
  happen(event: Event): Promise<void>
  /** Ends all faults and refusals; what is under way goes on. */
  heal(): void
  choose(workspace: WorkspaceName): Promise<boolean>
  clockWasSet(): boolean
  figures(): { steps: number, crashes: number, faults: number }
  trace: readonly string[]
}

/** A run that has not ended by then goes round in circles. */
const MOST_STEPS = 400_000

export function createWorld({ seed, settings }: Pick<History, 'seed' | 'settings'>, { traced }: { traced: boolean }): World {
  const chance = createChance(seed)
  /** What has turns of its own, which the scheduler waits for. */
  const working = new Set<Promise<unknown>>()
  const scheduler = createScheduler({ settled })
  const clock = createMachineClock({ scheduler, chance: chance.branch('clock') })
  const trace: string[] = []
  const disk = createSimDisk({ scheduler, chance: chance.branch('disk') })
  const durable = (workspace: WorkspaceName, log: string, id: string): boolean => disk.durable(`/data/workspaces/${workspace}/${log}.log`)?.includes(id) ?? false
  const isMaybeOld = (name: WorkspaceName, snapshot: Snapshot): boolean => mayBeOld(sites[name].service, snapshot)
  const witness = createWitness({ now: scheduler.now, note, durable, mayBeOld: isMaybeOld, ignores: name => sites[name].service.coins.addExisting === 'ignore' })
  const undoing = createUndoing({
    mayBeOld: isMaybeOld,
    tookRecovered: witness.spots.tookRecovered,
    blame: witness.blame,
  })
  const choice = { workspace: 'one' as WorkspaceName }
  const site = (name: WorkspaceName): Site =>
    createSite({ name, cases: settings.cases, scheduler, chance: chance.branch(`site ${name}`), wall: clock.now, witness, undoing, note })
  const sites = { one: site('one'), two: site('two') }
  const pages = { a: pageDisk('a'), b: pageDisk('b') }
  const people = createLife('people')
  const responder = createResponder({ ...clock.of(people), note, onTyped: typed })
  const connect = (workspace: WorkspaceName, life: typeof people) => sites[workspace].network.connect(life)
  const machine = createMachine({ scheduler, chance: chance.branch('machine'), clock, disk, pages, choice, connect, witness, note })
  const evenness = createEvenness({ now: scheduler.now, machine, blame: witness.blame })
  const moments = createMoments({ now: scheduler.now, machine, site: name => sites[name], blame: witness.blame })
  let crash: { steps: number, run: () => void } | null = null
  let crashes = 0
  let setClocks = 0

  async function settled(): Promise<void> {
    do await new Promise((resolve) => { setImmediate(resolve) })
    while (working.size > 0)
  }

  function note(line: string): void {
    if (traced) trace.push(`${(scheduler.now() / 1000).toFixed(3).padStart(9)}  ${line}`)
  }

  function typed(page: SimPage, edits: readonly Edit[]): void {
    const workspace = nameOf(page.workspaceId() ?? '')
    witness.typed(workspace, page, edits)
    for (const edit of edits) undoing.typed(workspace, page, edit)
  }

  function underWay(work: Promise<unknown>): void {
    const ended = work.then(() => {}, () => {}).finally(() => working.delete(ended))
    working.add(ended)
  }

  function pageDisk(name: string) {
    const options = { scheduler, chance: chance.branch(`pages ${name}`), slow: settings.slowPage === true }
    if (!settings.dexie) return createMemoryPageDisk(options)
    return createDexiePageDisk({ ...options, underWay })
  }

  function afterStep(): void {
    machine.app()?.look()
    for (const { asked } of [sites.one, sites.two]) asked.look()
    undoing.look(machine.page())
    evenness.look()
    moments.look()
    const workspace = machine.app()?.workspace()
    if (workspace != null) witness.look(workspace)
    if (crash === null) return
    crash.steps -= 1
    if (crash.steps > 0) return
    const { run } = crash
    crash = null
    crashes += 1
    run()
  }

  async function runUntil(holds: () => boolean, ms: number): Promise<boolean> {
    const until = scheduler.now() + ms
    // What was just asked for is on its way before time goes on.
    await settled()
    while (!holds()) {
      if (scheduler.steps() > MOST_STEPS) {
        witness.blame('stuck', 'goes round in circles')
        return false
      }
      if (!await scheduler.step(until)) return holds()
      afterStep()
    }
    return true
  }

  /** Does what only a page that stands can be asked for. */
  function onPage(act: (page: SimPage, caseIds: readonly string[]) => void): void {
    const page = machine.page()
    const id = page?.workspaceId()
    if (page != null && id != null) act(page, sites[nameOf(id)].caseIds)
  }

  function choose(page: SimPage, workspace: WorkspaceName): void {
    note(`the responder chooses ${workspace}`)
    void page.caller.call('choose', { profile: workspace })
  }

  /** For a while; then there is space again. */
  function fillFor(ms: number, fill: (is: boolean) => void): void {
    fill(true)
    scheduler.after(ms, people, () => { fill(false) })
  }

  async function happen(event: Event): Promise<void> {
    await runUntil(() => false, event.after)
    switch (event.kind) {
      case 'type':
      case 'remove':
      case 'undo':
      case 'retry': return onPage((page, caseIds) => { responder[event.kind](page, caseIds[event.case] ?? '', event.place) })
      case 'paste': return onPage((page, caseIds) => { responder.paste(page, caseIds[event.case] ?? '', event.count) })
      case 'takeBack': return onPage((page) => { responder.takeBack(page) })
      case 'tryNow': return onPage((page) => { void page.caller.call('tryNow', {}) })
      case 'colleague': return sites[event.workspace].colleagues.write(caseOf(event), event.place, event.who)
      case 'setBack': return sites[event.workspace].colleagues.setBack(caseOf(event), event.place, event.who)
      case 'comment': return sites[event.workspace].service.touch(caseOf(event), 'Comment Added', COLLEAGUES.second)
      case 'close': return sites[event.workspace].service.close(caseOf(event), COLLEAGUES.second)
      case 'fault': return sites[event.workspace].network.arm({ ...event.armed, caseId: event.case === null ? null : caseOf({ workspace: event.workspace, case: event.case }) })
      case 'cut':
        note(`the link of ${event.workspace} is cut`)
        return sites[event.workspace].network.cut()
      case 'restore':
        note(`the link of ${event.workspace} is back`)
        return sites[event.workspace].network.restore()
      case 'refuse': return sites[event.workspace].service.refuse(call => mentions(JSON.stringify(call), event.place))
      case 'accept': return sites[event.workspace].service.refuse(null)
      case 'crash':
        crash = { steps: event.steps, run: () => { machine.kill(event.victim) } }
        return
      case 'powerCut':
        moments.powerCut()
        crash = { steps: event.steps, run: machine.powerCut }
        return
      case 'reload': return machine.reload()
      case 'quit': return machine.quit()
      case 'upgrade': return machine.upgrade()
      case 'switchShell': return machine.quit({ switchShell: true })
      case 'switchWorkspace': return onPage((page) => { choose(page, choice.workspace === 'one' ? 'two' : 'one') })
      case 'wipeDatabase': return machine.wipeDatabase()
      case 'wipeJournal':
        // What the journal knew to be under way nobody knows any more: that it may still land then is beyond mending.
        sites[choice.workspace].journalWiped()
        moments.forget()
        return machine.wipeJournal(choice.workspace)
      case 'diskFull':
        note('the disk is full')
        for (const { asked } of [sites.one, sites.two]) asked.forgive(event.forMs)
        evenness.forgive(event.forMs)
        // An edit that is kept up may come after one that was made on it.
        moments.forget()
        return fillFor(event.forMs, disk.full)
      case 'pageDiskFull':
        note('the browser has no more space')
        evenness.forgive(event.forMs)
        return fillFor(event.forMs, pages[machine.shell()].full)
      case 'clock':
        note(`the clock is set by ${event.ms} ms`)
        // A wait is written down by that clock.
        for (const { asked } of [sites.one, sites.two]) asked.forgive(0)
        undoing.clockSet()
        moments.forget()
        if (event.ms < 0) witness.spots.clockSetBack()
        setClocks += 1
        return clock.jump(event.ms)
    }
  }

  function caseOf({ workspace, case: index }: { workspace: WorkspaceName, case: number }): string {
    return sites[workspace].caseIds[index] ?? ''
  }

  machine.ensure()
  return {
    machine,
    sites,
    witness,
    runUntil,
    happen,
    heal() {
      note('all faults end')
      crash = null
      disk.full(false)
      for (const shell of [pages.a, pages.b]) shell.full(false)
      for (const name of WORKSPACES) {
        sites[name].network.heal()
        sites[name].service.refuse(null)
      }
    },
    async choose(workspace) {
      onPage((page) => { if (choice.workspace !== workspace) choose(page, workspace) })
      return runUntil(() => machine.page()?.workspaceId() === workspace, 60_000)
    },
    clockWasSet: () => setClocks > 0,
    figures: () => ({ steps: scheduler.steps(), crashes, faults: sites.one.faults() + sites.two.faults() }),
    trace,
  }
}

/** Whether a call carries something of the place. */
function mentions(call: string, place: number): boolean {
  const slot = PLACES[place]?.slot
  if (slot === undefined) return false
  return call.includes(slot.key === null ? `"${slot.field}":` : JSON.stringify(slot.key).slice(1, -1))
}

function lags({ readLag, listLag }: Coins): boolean {
  return readLag !== 'none' && listLag !== 'none'
}

/** Where case and log may both be behind, and where two versions bear one second, a version of just before may pass for the newest. */
function mayBeOld({ coins, versions }: ServiceModel, { caseId, facts }: Snapshot): boolean {
  return lags(coins) || versions(caseId).filter(({ at }) => at === facts.lastUpdatedDate).length > 1
}
