import type { Host } from '../../electron/host-contract'
import { createHost } from '#host'
import type { OpenWorkspace } from '../../electron/workspace'
import type { Access, Accesses } from '../../electron/access'
import { DEFAULT_PREFERENCES } from '#domain/preferences'
import type { Disk } from '../../electron/ports/disk'
import type { Settings } from '../../electron/settings'
import type { Chance } from '../support/chance'
import type { MachineClock } from './machine-clock'
import type { Link } from './network'
import type { PageHooks, SimPage } from './page'
import { startPage } from './page'
import type { PageDisk } from './page-disk'
import type { Pipe } from './pipe'
import { createPipe } from './pipe'
import type { Life, Scheduler } from './scheduler'
import { createLife } from './scheduler'

export const WORKSPACES = ['one', 'two'] as const
export type WorkspaceName = typeof WORKSPACES[number]

/** One run of the app: a host, and a page, or one after another. */
export interface App {
  host: Life
  page(): SimPage | null
  /** Null until the host has one open, and from when it is asked for another one, or to end. */
  workspace(): OpenWorkspace | null
  /** A page in place of the one there was, of this edition unless another is told. */
  openPage(edition?: number): void
  /** Asks the host to end; resolves when it has. */
  close(): Promise<void>
  /** To be called after each step. */
  look(): void
}

export interface AppOptions {
  scheduler: Scheduler
  chance: Chance
  clock: MachineClock
  /** Rises with each upgrade of the app. */
  edition: number
  name: string
  disk: (life: Life) => Disk
  connect: (workspace: WorkspaceName, life: Life) => Link
  pages: PageDisk
  /** Which workspace was chosen last: it outlives the app. */
  choice: { workspace: WorkspaceName }
  hooks: PageHooks
  onDefect: (line: string) => void
}

export function startApp(options: AppOptions): App {
  const { scheduler, chance, clock, name, disk, choice } = options
  const host = createLife(`${name} host`)
  const pipe: Pipe = createPipe({ scheduler, chance, host, edition: options.edition })
  let page: SimPage | null = null
  let pages = 0
  let running: Host | null = null
  let workspace: OpenWorkspace | null = null
  let closing = false

  const accesses: Accesses = {
    async open(profile) {
      const chosen = WORKSPACES.find(one => one === profile) ?? choice.workspace
      return access(chosen, options.connect(chosen, host))
    },
    profiles: async () => ({ profiles: [], problem: null }),
    chosen: async () => choice.workspace,
    async choose(profile) { choice.workspace = WORKSPACES.find(one => one === profile) ?? choice.workspace },
    signing: () => null,
    clearPractice: async () => {},
  }

  // A file of the real machine would be read in its own time, not in the scheduler's.
  const settings: Settings = {
    profile: accesses.chosen,
    choose: accesses.choose,
    preferences: async () => DEFAULT_PREFERENCES,
    prefer: async () => {},
    damage: async () => [],
  }

  void createHost({
    port: pipe.host,
    shell: 'chromium',
    dataFolder: '/data',
    env: {},
    home: '/home',
    resources: '/resources',
    profile: null,
    log: options.onDefect,
    clock: clock.of(host),
    disk: disk(host),
    accesses,
    settings,
  }).then((started) => { running = started })

  return {
    host,
    page: () => page?.life.alive === true ? page : null,
    workspace: () => host.alive && !closing && workspace?.facts.id === choice.workspace ? workspace : null,
    openPage(edition = options.edition) {
      page?.life.end()
      const life = createLife(`${name} page ${pages += 1}`)
      page = startPage({ life, port: pipe.attach(life, edition), scheduler, openStore: options.pages.opener(life), hooks: options.hooks })
    },
    async close() {
      closing = true
      await running?.close()
    },
    look() { void running?.opened().then((opened) => { workspace = opened }) },
  }
}

function access(name: WorkspaceName, service: Link): Access {
  const hangUp = (): void => { service.close() }
  return {
    facts: { id: name, practice: false, profile: name, account: null, region: 'eu-central-1' },
    service,
    signIn: null,
    practice: null,
    hangUp,
    close: async () => { hangUp() },
  }
}
