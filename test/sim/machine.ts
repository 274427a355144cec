import type { Chance } from '../support/chance'
import type { App, WorkspaceName } from './app'
import { startApp } from './app'
import type { SimDisk } from './disk'
import type { MachineClock } from './machine-clock'
import type { Link } from './network'
import type { SimPage } from './page'
import type { PageDisk } from './page-disk'
import type { Life, Scheduler } from './scheduler'
import { createLife } from './scheduler'
import type { Witness } from './witness'
import { nameOf } from './witness'

export const SHELLS = ['a', 'b'] as const
export type Shell = typeof SHELLS[number]

/** The responder's machine: one journal folder an account, two shells with databases of their own, one app at a time. */
export interface Machine {
  app(): App | null
  page(): SimPage | null
  shell(): Shell
  /** A page that goes comes back; an app that goes is started again after a while, as by whoever sits there. */
  kill(victim: 'page' | 'host' | 'both'): void
  powerCut(): void
  reload(): void
  /** Ends in good order, and starts again: of the next edition, in the other shell. */
  quit(then?: { upgrade?: boolean, switchShell?: boolean }): void
  /** A newer edition of the host, while the page is still of the one before. */
  upgrade(): void
  /** Starts it now where it does not run, with a page of its own edition. */
  ensure(): void
  wipeDatabase(): Promise<void>
  wipeJournal(workspace: WorkspaceName): Promise<void>
}

/** How long the responder takes to start the app again, in virtual ms. */
const SOON_MS = 500
const LATE_MS = 4000

export function createMachine({ scheduler, chance, clock, disk, pages, choice, connect, witness, note }: {
  scheduler: Scheduler
  chance: Chance
  clock: MachineClock
  disk: SimDisk
  pages: Record<Shell, PageDisk>
  choice: { workspace: WorkspaceName }
  connect: (workspace: WorkspaceName, life: Life) => Link
  witness: Witness
  note: (line: string) => void
}): Machine {
  const people = createLife('people')
  let shell: Shell = 'a'
  let edition = 1
  let app: App | null = null
  let starts = 0
  /** Counts the reasons to come back: of several only the last does. */
  let returns = 0

  function start(): void {
    starts += 1
    note(`app ${starts} starts in shell ${shell}, edition ${edition}, workspace ${choice.workspace}`)
    const name = `app ${starts}`
    const mine = startApp({
      scheduler,
      chance: chance.branch(name),
      clock,
      edition,
      name,
      disk: disk.mount,
      connect,
      pages: pages[shell],
      choice,
      hooks: {
        onStart: (id, rows, unsaved) => { witness.hears.start(nameOf(id), rows, unsaved) },
        onSaved: (id, ids) => { witness.hears.saved(nameOf(id), ids) },
        onChange: (id, change) => { witness.hears.change(nameOf(id), mine.page(), change) },
      },
      onDefect: (line) => { witness.blame('defects', line) },
    })
    app = mine
    mine.openPage()
  }

  function later(run: () => void): void {
    const mine = returns += 1
    scheduler.after(SOON_MS + chance.next() * (LATE_MS - SOON_MS), people, () => { if (mine === returns) run() })
  }

  const startLater = (): void => later(() => { if (app === null) start() })

  function dropPage(): void {
    const page = app?.page()
    if (page == null) return
    page.life.end()
    witness.pageEnded(page)
  }

  function dropHost(): void {
    if (app === null) return
    app.host.end()
    disk.killed(app.host)
  }

  function drop(): void {
    dropPage()
    dropHost()
    app = null
  }

  function savedIn(ids: ReadonlySet<string>, workspace: WorkspaceName): boolean {
    return witness.savedAndOpen(workspace).every(id => ids.has(id))
  }

  function reload(): void {
    note('the page is loaded anew')
    dropPage()
    app?.openPage(edition)
  }

  return {
    app: () => app,
    page: () => app?.page() ?? null,
    shell: () => shell,
    kill(victim) {
      if (app === null) return
      note(`${victim === 'both' ? 'page and host are' : `the ${victim} is`} killed`)
      if (victim === 'page') {
        dropPage()
        const mine = app
        return later(() => { if (app === mine && mine.page() === null) mine.openPage(edition) })
      }
      // A host that dies takes the page with it, a little later.
      if (victim === 'both') dropPage()
      drop()
      startLater()
    },
    powerCut() {
      note('power cut')
      drop()
      disk.powerCut()
      startLater()
    },
    reload,
    quit({ upgrade = false, switchShell = false } = {}) {
      const closing = app
      if (closing === null) return
      note('the app is asked to quit')
      closing.close().then(() => {
        if (app !== closing) return
        note('the app has quit')
        drop()
        if (upgrade) edition += 1
        if (switchShell) shell = shell === 'a' ? 'b' : 'a'
        startLater()
      }, (error: unknown) => { witness.blame('defects', `the app does not close: ${String(error)}`) })
    },
    upgrade() {
      if (app === null) return
      note('an upgrade: the host first')
      edition += 1
      drop()
      start()
      app.openPage(edition - 1)
      later(reload)
    },
    ensure() {
      returns += 1
      if (app === null) start()
      // Also one of the edition before, which was to be loaded anew.
      else reload()
    },
    async wipeDatabase() {
      const { workspace } = choice
      const journal = await app?.workspace()
      if (journal == null || !savedIn(new Set(journal.journal.unsettled().map(({ edit }) => edit.id)), nameOf(journal.facts.id))) return
      if (nameOf(journal.facts.id) !== workspace || witness.savedAndOpen(workspace === 'one' ? 'two' : 'one').length > 0) return
      note(`the database of shell ${shell} is wiped`)
      drop()
      pages[shell].wipe()
      startLater()
    },
    async wipeJournal(workspace) {
      const rows = new Set((await Promise.all(SHELLS.map(one => pages[one].rows(workspace)))).flatMap(ids => [...ids]))
      if (!savedIn(rows, workspace)) return
      note(`the journal of ${workspace} is wiped`)
      drop()
      disk.wipe(`/data/workspaces/${workspace}`)
      witness.journalWiped(workspace)
      startLater()
    },
  }
}
