import type { WorkspaceName } from './app'
import { WORKSPACES } from './app'
import type { History } from './history'
import { lastLook } from './last-look'
import type { Shell } from './machine'
import type { Violation } from './violation'
import type { World } from './world'
import { createWorld } from './world'
import { nameOf } from './witness'

export interface Played {
  violations: readonly Violation[]
  figures: { steps: number, crashes: number, faults: number }
  trace: readonly string[]
}

/**
 * Once all faults have ended a drain takes no longer than this, in virtual ms: a quota's pause (half an hour at most),
 * a wait the service had asked for, and a request that may still land (5½ min) may come one after the other.
 */
const LONGEST_DRAIN_MS = 3_600_000

/** Plays a history to its end, heals what it broke, and lets everything drain. */
export async function play(history: History, { traced = false } = {}): Promise<Played> {
  const world = createWorld(history, { traced })
  const { machine, witness } = world
  const shells = new Set<Shell>([machine.shell()])
  const workspaces = new Set<WorkspaceName>(['one'])
  for (const event of history.events) {
    if (witness.violations.length > 0) break
    await world.happen(event)
    shells.add(machine.shell())
    const id = machine.page()?.workspaceId()
    if (id != null) workspaces.add(nameOf(id))
  }
  if (witness.violations.length === 0) await settle(world, { shells, workspaces })
  return { violations: witness.violations, figures: world.figures(), trace: world.trace }
}

async function settle(world: World, { shells, workspaces }: {
  shells: ReadonlySet<Shell>
  workspaces: ReadonlySet<WorkspaceName>
}): Promise<void> {
  const { machine, witness } = world
  world.heal()
  machine.ensure()
  for (let shell = 0; shell < shells.size; shell += 1) {
    if (shell > 0) {
      const before = machine.app()
      machine.quit({ switchShell: true })
      await world.runUntil(() => machine.app() !== null && machine.app() !== before && machine.page()?.workspaceId() != null, 300_000)
    }
    for (const workspace of WORKSPACES) {
      if (!workspaces.has(workspace)) continue
      if (!await world.runUntil(() => machine.page()?.workspaceId() != null, 300_000) || !await world.choose(workspace)) {
        return witness.blame('stuck', `the page does not start, or does not come to ${workspace}`)
      }
      if (!await world.runUntil(() => isQuiet(world, workspace), LONGEST_DRAIN_MS)) return witness.blame('stuck', `not drained an hour after all faults ended: ${leftIn(world)}`)
      const [open, page] = [machine.app()?.workspace(), machine.page()]
      if (open != null && page !== null) {
        witness.quiet(workspace, open.journal, page)
        if (shell === shells.size - 1) {
          witness.end(workspace, open.journal)
          await lastLook(world, workspace)
        }
      }
      if (witness.violations.length > 0) return
    }
  }
}

/** Nothing is under way, all that is left waits for the responder, and the screen shows it so. */
function isQuiet({ machine, sites }: World, name: WorkspaceName): boolean {
  const [open, page] = [machine.app()?.workspace(), machine.page()]
  if (open == null || open.facts.id !== name || page?.workspaceId() !== name || sites[name].network.underWay() > 0) return false
  const { journal } = open
  const left = journal.unsettled()
  const rows = page.rows()
  return open.status().drain.state === 'idle'
    && left.every(({ held }) => held !== null)
    && journal.casesToLookUp().length === 0
    && rows.length === left.length
    && rows.every(({ id, held }) => held !== null && page.isSaved(id))
}

function leftIn({ machine, sites }: World): string {
  const [open, page] = [machine.app()?.workspace(), machine.page()]
  if (open == null) return 'no workspace is open'
  const { journal } = open
  const free = journal.unsettled().filter(({ held }) => held === null).length
  return `${free} free of ${journal.unsettled().length} in the journal, ${page?.rows().length ?? 0} on the screen (${page?.workspaceId() ?? 'not started'}), ${journal.casesToLookUp().length} to look up, ${sites[nameOf(open.facts.id)].network.underWay()} under way, ${JSON.stringify(open.status())}`
}
