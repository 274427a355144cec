import type { Chance } from '../support/chance'
import { createChance } from '../support/chance'
import type { WorkspaceName } from './app'
import type { Armed } from './network-faults'
import { drawFault } from './network-faults'
import { PLACES } from './places'

/** What happens to the app, as data: a history can be kept, cut down, and played again. */
export interface History {
  seed: number
  settings: Settings
  events: readonly Event[]
}

export interface Settings {
  /** Dexie over an IndexedDB in memory, in place of a page store in memory. */
  dexie: boolean
  /** What the page writes may take far longer than what the host writes. */
  slowPage?: true | undefined
  /** Cases of each workspace. */
  cases: number
  /** Slots that anybody writes to, as places: few, for histories that come close together. */
  places: readonly number[]
}

/** `after`: ms since the event before it. */
export type Event = { after: number } & Happening

export type Happening
  /** The responder, in the workspace and shell that are open. */
  = { kind: 'type' | 'remove' | 'undo' | 'retry', case: number, place: number }
    | { kind: 'paste', case: number, count: number }
  /** Takes back the last thing done, or what taking back took back. */
    | { kind: 'takeBack' | 'tryNow' }
    | { kind: 'colleague' | 'setBack', workspace: WorkspaceName, case: number, place: number, who: 'second' | 'third' }
    | { kind: 'comment' | 'close', workspace: WorkspaceName, case: number }
    | { kind: 'fault', workspace: WorkspaceName, armed: Omit<Armed, 'caseId'>, case: number | null }
    | { kind: 'cut' | 'restore', workspace: WorkspaceName }
    | { kind: 'refuse', workspace: WorkspaceName, place: number }
    | { kind: 'accept', workspace: WorkspaceName }
  /** After so many steps more: between any two things that the app waits for. */
    | { kind: 'crash', victim: 'page' | 'host' | 'both', steps: number }
    | { kind: 'powerCut', steps: number }
    | { kind: 'reload' | 'quit' | 'upgrade' | 'switchShell' | 'switchWorkspace' }
    | { kind: 'wipeDatabase' | 'wipeJournal' }
    | { kind: 'diskFull' | 'pageDiskFull', forMs: number }
    | { kind: 'clock', ms: number }

const SECOND = 1000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

export function drawHistory(seed: number): History {
  const chance = createChance(seed).branch('history')
  const settings = drawSettings(seed, chance)
  const weights = drawWeights(chance)
  const length = chance.of([chance.between(5, 15), chance.between(15, 40), chance.between(40, 80)])
  const events = Array.from({ length }, (): Event => ({ after: drawGap(chance), ...drawHappening(chance, settings, weights) }))
  return { seed, settings, events }
}

function drawSettings(seed: number, chance: Chance): Settings {
  const all = PLACES.map((_, index) => index)
  const few = Array.from({ length: chance.between(1, 3) }, () => chance.between(0, PLACES.length - 1))
  return { dexie: seed % 20 === 0, cases: chance.of([1, 1, 2]), places: chance.is(0.5) ? all : few }
}

function drawGap(chance: Chance): number {
  return chance.of([0, 0, chance.between(1, 30), chance.between(30, 500), chance.between(500, 5000), chance.between(5000, MINUTE)])
}

type Kind = 'edit' | 'decide' | 'colleague' | 'net' | 'link' | 'crash' | 'life' | 'disk' | 'wipe' | 'clock' | 'refuse'

/** A history leans to some of all that may happen: what comes once a night seldom meets its like in an even mixture. */
function drawWeights(chance: Chance): Array<[Kind, number]> {
  const usual: Record<Kind, number> = {
    edit: 10, decide: 5, colleague: 5, net: 5, link: 2, crash: 2, life: 1, disk: 0.5, wipe: 0.5, clock: 0.4, refuse: 0.6,
  }
  return (Object.keys(usual) as Kind[]).map(kind => [kind, usual[kind] * chance.of([0, 0.5, 1, 1, 3])])
}

function drawKind(chance: Chance, weights: ReadonlyArray<[Kind, number]>): Kind {
  let left = chance.next() * weights.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [kind, weight] of weights) {
    if (left < weight) return kind
    left -= weight
  }
  return 'edit'
}

function drawHappening(chance: Chance, settings: Settings, weights: ReadonlyArray<[Kind, number]>): Happening {
  const place = settings.places[chance.between(0, settings.places.length - 1)] ?? 0
  const at = { case: chance.between(0, settings.cases - 1), place }
  const workspace = chance.is(0.85) ? 'one' : 'two'
  switch (drawKind(chance, weights)) {
    case 'edit': return chance.is(0.1) ? { kind: 'paste', case: at.case, count: chance.between(2, 5) } : { kind: chance.of(['type', 'type', 'type', 'remove']), ...at }
    case 'decide': return chance.is(0.25) ? { kind: chance.of(['takeBack', 'takeBack', 'tryNow']) } : { kind: chance.of(['undo', 'retry']), ...at }
    case 'colleague': {
      if (chance.is(0.06)) return { kind: chance.of(['comment', 'comment', 'close']), workspace, case: at.case }
      return { kind: chance.of(['colleague', 'colleague', 'setBack']), workspace, ...at, who: chance.of(['second', 'third']) }
    }
    case 'net': return { kind: 'fault', workspace, case: chance.of([null, at.case]), armed: drawArmed(chance) }
    case 'link': return { kind: chance.of(['cut', 'restore']), workspace }
    case 'crash': return chance.is(0.2) ? { kind: 'powerCut', steps: chance.between(0, 60) } : { kind: 'crash', victim: chance.of(['page', 'host', 'both', 'both']), steps: chance.between(0, 60) }
    case 'life': return { kind: chance.of(['reload', 'quit', 'upgrade', 'switchShell', 'switchWorkspace']) }
    case 'disk': return { kind: chance.of(['diskFull', 'pageDiskFull']), forMs: chance.between(10, 20_000) }
    case 'wipe': return { kind: chance.of(['wipeDatabase', 'wipeJournal']) }
    case 'clock': return { kind: 'clock', ms: drawJump(chance) }
    case 'refuse': return chance.is(0.5) ? { kind: 'refuse', workspace, place } : { kind: 'accept', workspace }
  }
}

/** Small steps of NTP, and what a machine with a dead battery, or a time zone set wrong, may do. */
function drawJump(chance: Chance): number {
  const near = chance.between(-2 * SECOND, 2 * SECOND)
  const further = chance.between(-MINUTE, MINUTE)
  const far = chance.between(-2 * HOUR, -MINUTE)
  return chance.of([near, further, far, -24 * HOUR])
}

/** Most faults meet one call; those that last in life last here. */
function drawArmed(chance: Chance): Omit<Armed, 'caseId'> {
  const fault = drawFault(chance)
  const lasting = ['signIn', 'notActive', 'quota', 'notTheService', 'throttled'].includes(fault.kind) && chance.is(0.5)
  if (lasting) return { fault: fault.kind === 'notTheService' ? { ...fault, applied: false } : fault, on: 'any', forMs: chance.between(SECOND, 2 * MINUTE) }
  return { fault, on: chance.is(0.8) ? 'updateCase' : chance.of(['getCase', 'listCaseEdits', 'listCases', 'any']), forMs: null }
}
