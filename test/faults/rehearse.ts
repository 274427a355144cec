import type { CaseContent, SlotValue } from '#domain/case'
import type { Edit, FieldChange } from '#domain/edit'
import { LIST_FIELDS, SCALAR_FIELDS } from '#domain/fields'
import { entrySlot, sameValue, scalarSlot, slotOf, valueAt, wantedBy } from '#domain/slot'
import type { Slot } from '#domain/slot'
import type { FaultInput } from '#practice/fault-kinds'
import type { LoggedRequest } from '#practice/request-log'
import type { Chain, ChainOptions } from './chain'
import { MINING, OTHER, startChain } from './chain'
import { newTitle } from './edits'

/** What happened, as it is told: to the responder, in the service's own log of requests, and in the end. */
export interface Told {
  /** The status bar, and what is marked as held: once all has gone as far as it gets without time, when asked for, and in the end. */
  sees: string[]
  /** Every request about the case, or about none, until its edits were sent or held. */
  sent: string
  ended: string
  /** How often new credentials were asked for; left out for never. */
  renewed?: number
}

export interface FaultCase extends ChainOptions, Told {
  name: string
  /** The case that is edited; one that is open and near no limit by default. */
  caseId?: string
  /** About the case that is edited, where they do not say otherwise or are about any operation. */
  faults?: readonly FaultInput[] | (() => readonly FaultInput[])
  /** Before anything is edited. */
  before?: (scene: Scene) => Promise<void>
  /** What the responder edits, all of it at once; a new title by default. */
  edits?: (content: CaseContent) => FieldChange[]
  /** A colleague's writes between our read and our write, as bodies of UpdateCase. */
  between?: ReadonlyArray<Record<string, unknown>>
  /** What happens once all has gone as far as it gets. */
  then?: (scene: Scene) => Promise<void>
  /** Slots, by id, where the service or a colleague has the last word. */
  theirs?: readonly string[]
  /** Slots, by id, that are rightly written more than once. */
  again?: readonly string[]
  /** Most UpdateCase calls about the case. */
  mostWrites?: number
  /** What else the case must be like in the end. */
  holds?: (content: CaseContent) => boolean
}

export interface Scene extends Chain {
  edits(changes: ReadonlyArray<Edit['change']>, supersedes?: readonly string[]): Promise<string[]>
  colleague(update: Record<string, unknown>): Promise<void>
  /** Adds what the responder sees now. */
  look(): void
  pass(ms: number): Promise<void>
  /** Until everything recorded is sent or held; the wait for an old request that may still land is none of it. */
  finish(): Promise<void>
}

/** Waits of the engine's own are minutes at most; a quota's pause half an hour. */
const LONGEST_MS = 3_600_000
/** Once a lost request can land no more, nothing is left to be looked up. */
const AFTERWARDS_MS = 700_000

/** Runs one case of the table over real sockets. `wrong`: what is lost, applied twice, touched without a wish, or never done with. */
export async function rehearse(row: Omit<FaultCase, keyof Told>): Promise<Told & { wrong: string[] }> {
  const { caseId = MINING, faults = [], edits = content => [newTitle(content)], between, then = async () => {} } = row
  const chain = await startChain(row)
  const { practice } = chain
  try {
    const sees: string[] = []
    const made: Made[] = []
    const scene = sceneOf(chain, { caseId, sees, made })
    await row.before?.(scene)
    const before = chain.content(caseId)
    for (const fault of typeof faults === 'function' ? faults() : faults) {
      const everyone = fault.kind === 'clockSkew' || fault.on === 'any'
      practice.misbehave(everyone ? fault : { caseId, ...fault })
    }
    if (between !== undefined) {
      chain.between(async () => { for (const update of between) await scene.colleague(update) })
    }
    await scene.edits(edits(before))
    scene.look()
    const [other = ''] = await chain.record(OTHER, [newTitle(chain.content(OTHER))])
    await then(scene)
    await scene.finish()
    scene.look()

    const sent = told(practice.log.entries)
    const ended = `${endOf(chain, made)}; the other case ${when(chain, other)}`
    const written = writesOf(chain, caseId)
    await chain.clock.pass(AFTERWARDS_MS)
    const wrong = [
      ...wrongAbout(chain, { ...row, caseId, before, made }),
      ...writesOf(chain, caseId) > written ? ['written after all was done'] : [],
      ...chain.journal.casesToLookUp().map(left => `${left} is still to be looked up`),
    ]
    const renewed = chain.signIn.forced()
    return { sees, sent, ended, ...renewed > 0 && { renewed }, wrong }
  }
  finally {
    await chain.stop()
  }
}

interface Made { id: string, change: Edit['change'] }

function writesOf({ practice }: Chain, about: string): number {
  return practice.log.entries.filter(({ operation, caseId }) => operation === 'UpdateCase' && caseId === about).length
}

function sceneOf(chain: Chain, { caseId, sees, made }: { caseId: string, sees: string[], made: Made[] }): Scene {
  function finished(): boolean {
    const drain = chain.drain()
    return !drain.isBusy() && drain.status().waits.every(({ reason }) => reason === 'late') && chain.journal.unsettled().every(({ held }) => held !== null)
  }
  return {
    ...chain,
    // Another one after a restart.
    get journal() {
      return chain.journal
    },
    look() {
      const seen = [chain.see(), ...chain.marks()].join(' · ')
      if (sees.at(-1) !== seen) sees.push(seen)
    },
    async edits(changes, supersedes) {
      const ids = await chain.record(caseId, changes, supersedes)
      made.push(...changes.flatMap((change, index) => ids[index] === undefined ? [] : [{ id: ids[index], change }]))
      return ids
    },
    colleague: update => chain.practice.editAs({ caseId, update }),
    pass: chain.clock.pass,
    finish: () => chain.clock.passUntil(finished, LONGEST_MS),
  }
}

/** "GetCase, UpdateCase 429, GetCase, UpdateCase 200 (applied)": a read that went well needs no status. */
function told(entries: readonly LoggedRequest[]): string {
  const calls = entries.filter(({ caseId }) => caseId !== OTHER).map(({ operation, status, applied, delivered, requestId }) => {
    if (operation !== 'UpdateCase' && status === 200 && delivered && requestId !== null) return operation
    const said = [
      ...applied ? ['applied'] : [],
      ...status === null ? ['no answer'] : requestId === null ? ['not by the service'] : delivered ? [] : ['the reply is lost'],
    ]
    return [operation, ...status === null ? [] : [status], ...said.length === 0 ? [] : [`(${said.join(', ')})`]].join(' ')
  })
  const runs: Array<{ call: string, times: number }> = []
  for (const call of calls) {
    const last = runs.at(-1)
    if (last?.call === call) last.times += 1
    else runs.push({ call, times: 1 })
  }
  return runs.map(({ call, times }) => times === 1 ? call : `${call} ×${times}`).join(', ')
}

function endOf(chain: Chain, made: readonly Made[]): string {
  const ends = made.map(({ id }) => when(chain, id))
  const kinds = [...new Set(ends)]
  return kinds.map(kind => kinds.length === 1 ? kind : `${ends.filter(end => end === kind).length} ${kind}`).join(', ')
}

function when({ journal, started, concludedAt }: Chain, id: string): string {
  const held = journal.unsettled().find(({ edit }) => edit.id === id)?.held?.kind
  const at = concludedAt(id)
  if (held !== undefined || at === null) return held ?? 'waiting'
  const result = journal.endOf(id)?.result
  const seconds = Math.round((at - started) / 100) / 10
  const after = seconds === 0 ? 'at once' : seconds < 60 ? `after ${seconds} s` : `after ${Math.round(seconds / 60)} min`
  const how = result?.kind === 'alreadySo' ? 'already so,' : result?.kind === 'sent' && result.requestId === null ? 'sent, as the log says,' : result?.kind
  return `${how} ${after}`
}

function wrongAbout(chain: Chain, { caseId, before, made, theirs = [], again = [], mostWrites = Infinity, holds = () => true }: {
  caseId: string
  before: CaseContent
  made: readonly Made[]
} & Pick<FaultCase, 'theirs' | 'again' | 'mostWrites' | 'holds'>): string[] {
  const { journal, practice } = chain
  const now = chain.content(caseId)
  const entries = practice.log.entries.filter(entry => entry.caseId === caseId)
  const held = new Map(journal.unsettled().map(({ edit, held }) => [edit.id, held]))
  const wishes = made.flatMap(({ id, change }) => change.kind === 'undo' ? [] : [{ id, change, slot: slotOf(change) }])
  const last = new Map(wishes.map(wish => [wish.slot.id, wish]))
  const differs = (slot: Slot, value: SlotValue): boolean => !theirs.includes(slot.id) && !sameValue(slot.field, valueAt(now, slot), value)
  return [
    ...made.filter(({ id }) => held.get(id) === null).map(() => 'an edit is neither sent nor held'),
    ...[...last.values()].filter(({ id, change, slot }) => !held.has(id) && differs(slot, wantedBy(change))).map(({ slot }) => `lost: ${slot.id}`),
    ...wishes.filter(({ change, slot }) => !again.includes(slot.id) && timesApplied(entries, change) > 1)
      .map(({ slot }) => `applied twice: ${slot.id}`),
    ...writesOf(chain, caseId) > mostWrites ? ['too many writes'] : [],
    ...holds(now) ? [] : ['the case is not as it should be'],
    ...slotsOf(before, now).filter(slot => !last.has(slot.id) && differs(slot, valueAt(before, slot))).map(({ id }) => `touched: ${id}`),
  ]
}

function slotsOf(...contents: CaseContent[]): Slot[] {
  const entries = contents.flatMap(content => LIST_FIELDS.flatMap(field => content[field].map(entry => entrySlot(field, entry))))
  return [...new Map([...SCALAR_FIELDS.map(scalarSlot), ...entries].map(slot => [slot.id, slot])).values()]
}

/** Metadata may be said again: a service that replaces it has to be told all of it each time. */
function timesApplied(entries: readonly LoggedRequest[], change: FieldChange): number {
  if (change.field === 'caseMetadata') return 0
  const [member, value] = change.kind === 'set'
    ? [change.field, change.value]
    : [`${change.field}${change.kind === 'remove' ? 'ToDelete' : 'ToAdd'}`, slotOf(change).key]
  return entries.filter(({ applied, sent }) => {
    const given = sent?.[member]
    if (!applied) return false
    return Array.isArray(given) ? JSON.stringify(given).toLowerCase().includes(`"${String(value).toLowerCase()}"`) : given === value
  }).length
}
