import type { CaseContent, SlotValue } from '#domain/case'
import { emptyContent } from '#domain/case'
import type { UpdateCall } from '#domain/call'
import { callReader } from '#domain/change'
import type { Edit } from '#domain/edit'
import { MAP_FIELD } from '#domain/fields'
import type { Outcome } from '#domain/outcome'
import { ends } from '#domain/outcome'
import type { Slot } from '#domain/slot'
import { baseOf, valueAt, wantedBy } from '#domain/slot'
import type { WorkspaceName } from './app'
import type { SimPage } from './page'
import { BEFORE_ALL, changeOf, goalOf, own, placeOf, PLACES, sameForeign, sameOwn, words } from './places'
import type { Life } from './scheduler'
import type { Write } from './service'
import { US } from './service'
import type { ViolationKind } from './violation'

/** A slot of a case. */
export interface Spot { workspace: WorkspaceName, caseId: string, place: number }

/** A request that carried a write of ours, and when the case was read that it was planned on. */
export interface Carrier { request: number, readAt: number }

/** What became of every slot: who wrote what into it, what the responder wants there, and what was told of it. */
export interface Spots {
  typed(workspace: WorkspaceName, page: SimPage, edit: Edit): void
  /** Nobody knows whether the edit was kept. */
  uncertain(edit: Edit): void
  pageEnded(life: Life): void
  /** What is read from now on bears earlier times than what is shown: until the next read of the case, old and new cannot be told apart. */
  clockSetBack(): void
  shownOn(life: Life): ReadonlyArray<{ spot: Spot, value: SlotValue }>
  /** A call of ours leaves. */
  sent(workspace: WorkspaceName, caseId: string, call: UpdateCall, content: CaseContent): void
  wrote(workspace: WorkspaceName, write: Write, carrier: Carrier | null): void
  told(workspace: WorkspaceName, outcome: Outcome): void
  journalWiped(workspace: WorkspaceName): void
  everHeld(spot: Spot, goal: SlotValue): boolean
  /** Whether the newest in a slot is a colleague's: a service that ignores what is there already keeps it. */
  isTheirs(spot: Spot): boolean
  /** Keys of a case's metadata that the responder was told to be gone. */
  toldLost(workspace: WorkspaceName, caseId: string): ReadonlySet<string>
  /** Whether the edit takes the place of one that was recovered, or of what took its place. */
  tookRecovered(page: SimPage, edit: Edit): boolean
  /** `held`: `caseId place` of slots with held edits. */
  end(workspace: WorkspaceName, held: ReadonlySet<string>): void
  nameOf(id: string): string
}

type Part = 'own' | 'foreign'
interface Writing { by: string, when: number, at: number, value: SlotValue }
interface Landing { value: SlotValue, when: number, at: number }
interface Replaced { spot: Spot, at: number, when: number, value: SlotValue, by: SlotValue }
/** What the responder was told about a case, and when. */
interface Telling { workspace: WorkspaceName, caseId: string, when: number, result: Outcome['result'] }

interface State {
  spot: Spot
  edits: Array<{ edit: Edit, when: number, life: Life }>
  past: SlotValue[]
  /** The newest writing of either part; of anything but the description both are one. */
  last: Record<Part, Writing | null>
  /** What colleagues wrote of the responder's part, oldest first. */
  foreign: Writing[]
  landings: Landing[]
  /** What the slot must hold in the end; null where nobody can tell. */
  expected: { edit: string, value: SlotValue } | null
  shown: { life: Life, value: SlotValue } | null
  /** The newest edit, by place in `edits`, whose goal has left in a call. */
  sent: number
  /** What calls of ours carried for it, applied or met already. */
  asked: SlotValue[]
  /** When the journal that knew of what had been sent was last lost. */
  wipedAt: number
}

/** As long as a read may be under way (src/domain/mirror.ts). */
const UNCLEAR_MS = 60_000

export function createSpots({ now, blame }: { now: () => number, blame: (kind: ViolationKind, what: string) => void }): Spots {
  const states = new Map<string, State>()
  const names = new Map<string, string>()
  const ended = new Set<string>()
  const recovered = new Set<string>()
  let replaced: Replaced[] = []
  const tellings: Telling[] = []
  let clearAt = -Infinity

  function stateOf(spot: Spot): State {
    const key = `${spot.workspace} ${spot.caseId} ${spot.place}`
    const known = states.get(key)
    if (known !== undefined) return known
    const slot = PLACES[spot.place]?.slot
    const first = slot === undefined ? null : valueAt({ ...emptyContent(), ...BEFORE_ALL }, slot)
    const nothing = { edits: [], foreign: [], landings: [], expected: null, shown: null, sent: -1, asked: [], wipedAt: -Infinity }
    const state: State = { spot, past: [first], last: { own: null, foreign: null }, ...nothing }
    states.set(key, state)
    return state
  }

  /** Whether the responder has seen this value there: an edit was made on it, or takes it back. */
  function wasSeen({ edits }: State, part: Part, { value }: Writing, place: number): boolean {
    const slot = PLACES[place]?.slot
    if (slot === undefined) return true
    const has = (base: SlotValue): boolean => part === 'own' ? sameOwn(slot, base, value) : sameForeign(slot, base, value)
    return edits.some(({ edit }) => has(baseOf(changeOf(edit))) || (edit.change.kind === 'undo' && has(wantedBy(edit.change.undone))))
  }

  function writeTo(spot: Spot, { principal, at, before, after, call }: Write, carrier: Carrier | null): void {
    const place = PLACES[spot.place]
    if (place === undefined) return
    const { slot } = place
    const [was, is] = [valueAt(before, slot), valueAt(after, slot)]
    const state = stateOf(spot)
    const carried = principal === US ? callReader(call)(slot) : undefined
    if (carried !== undefined) state.asked.push(carried)
    const parts = slot.field === 'description'
      ? [...sameOwn(slot, was, is) ? [] : ['own' as const], ...sameForeign(slot, was, is) ? [] : ['foreign' as const]]
      : sameOwn(slot, was, is) ? [] : ['own' as const]
    for (const part of parts) {
      const last = state.last[part]
      const ours = principal === US
      // What a service that replaces metadata wiped is put back; the end has a look at that.
      const wiped = slot.field === 'caseMetadata' && (was === null || is === null)
      // What a call of ours had left there, and is there again, is not told from the same by another hand.
      const left = [...state.landings.map(({ value }) => value), ...state.asked]
      const isBack = last !== null && left.some(value => sameOwn(slot, value, last.value))
      const isTheirs = last !== null && last.by !== US && !isBack && !isOneSecond(last.at, at)
      if (ours && !wiped && place.telling && isTheirs && !wasSeen(state, part, last, spot.place)) {
        replaced.push({ spot, at: last.at, when: last.when, value: last.value, by: is })
      }
      state.last[part] = { by: principal, when: now(), at, value: is }
      if (part !== 'own') continue
      state.past.push(is)
      if (ours && !wiped) land(state, is, at, goesAlong(slot, call) ? null : carrier)
      if (ours) continue
      state.foreign.push({ by: principal, when: now(), at, value: is })
      state.expected = null
      state.shown = null
    }
  }

  /** What was applied, and changed by somebody else since, is applied again only where the responder asked anew. */
  function land(state: State, value: SlotValue, at: number, carrier: Carrier | null): void {
    const { spot, landings, foreign, edits } = state
    const slot = PLACES[spot.place]?.slot
    if (slot === undefined) return
    const changeSince = (before: Landing): Writing | undefined => foreign.find(({ when, at: changedAt, value: theirs }) =>
      when >= before.when && !isOneSecond(before.at, changedAt) && !sameOwn(slot, theirs, value))
    const before = landings.findLast(landing => sameOwn(slot, landing.value, value) && changeSince(landing) !== undefined)
    const change = before === undefined ? undefined : changeSince(before)
    if (before !== undefined && change !== undefined && carrier !== null && carrier.readAt > change.when) {
      // A replace is sent as a delete, and then an add.
      const leads = (edit: Edit): boolean => sameOwn(slot, goalOf(edit), value) || (value === null && changeOf(edit).kind === 'replace')
      const asked = edits.some(({ edit, when }) => when >= before.when && leads(edit))
      if (!asked) blame('duplicated', `${slot.id} of ${spot.caseId}: ${words(slot, own(slot, value))} again, after a colleague had changed it`)
    }
    landings.push({ value, when: now(), at })
  }

  /** Edits of a slot that are known to other pages alone. */
  function elsewhere({ edits, spot }: State, page: SimPage): readonly Edit[] {
    const here = new Set(page.open(spot.caseId).map(({ edit }) => edit.id))
    return edits.filter(({ edit, life }) => life !== page.life && !ended.has(edit.id) && !here.has(edit.id)).map(({ edit }) => edit)
  }

  function tookRecovered(page: SimPage, { id, caseId, supersedes }: Edit): boolean {
    const takes = page.open(caseId).some(one => one.held?.kind === 'recovered' && supersedes.includes(one.edit.id))
    if (takes || supersedes.some(taken => recovered.has(taken))) recovered.add(id)
    return recovered.has(id)
  }

  return {
    tookRecovered,
    nameOf: id => names.get(id) ?? id.slice(-6),
    typed(workspace, page, edit) {
      names.set(edit.id, `#${names.size + 1}`)
      const spot = { workspace, caseId: edit.caseId, place: placeOf(edit) }
      const slot = PLACES[spot.place]?.slot
      if (slot === undefined) return
      const state = stateOf(spot)
      state.edits.push({ edit, when: now(), life: page.life })
      const snapshot = page.snapshot(edit.caseId)
      const [newest] = state.foreign.slice(-1)
      // A screen that is behind a colleague leads to a question, or to a merge: what comes of it is the responder's to say.
      // What an earlier journal knew of it is gone: discarded, it is not taken back where it may have been sent.
      const date = snapshot?.facts.lastUpdatedDate ?? 0
      // A journal that was lost took with it which reads are from before our own call.
      const behindUs = state.landings.some(({ when, at }) => when < state.wipedAt && date <= at)
      const behind = tookRecovered(page, edit) || behindUs || (newest !== undefined && date <= newest.at)
      // Where others wrote as well, or what is taken back had itself taken something back, nobody else can say where that leads.
      // What is taken back beside an edit that another page still keeps to itself leaves the word to that one.
      const takesBackUndo = edit.change.kind === 'undo'
        && state.edits.some(one => one.edit.change.kind === 'undo' && edit.supersedes.includes(one.edit.id))
      // Nobody can take a key of the metadata away: what led from none began where a call of ours had wiped it, and it is put back.
      const isGone = slot.field === MAP_FIELD && goalOf(edit) === null
      const leads = edit.change.kind !== 'undo' || (state.foreign.length === 0 && elsewhere(state, page).length === 0 && !takesBackUndo && !isGone)
      state.expected = behind || !leads ? null : { edit: edit.id, value: goalOf(edit) }
      state.shown = behind || now() < clearAt || edit.change.kind === 'undo' ? null : { life: page.life, value: goalOf(edit) }
    },
    uncertain(edit) {
      for (const state of states.values()) {
        if (state.expected?.edit === edit.id) state.expected = null
        if (state.edits.at(-1)?.edit.id === edit.id) state.shown = null
      }
    },
    pageEnded(life) {
      for (const state of states.values()) if (state.shown?.life === life) state.shown = null
    },
    clockSetBack() {
      clearAt = now() + UNCLEAR_MS
      for (const state of states.values()) {
        state.shown = null
        // By their ids nobody can tell any more which of two shells' edits is the newer, ended by now or not.
        const newest = state.edits.at(-1)
        if (!state.edits.some(({ edit, life }) => !ended.has(edit.id) && life !== newest?.life)) continue
        state.expected = null
        state.sent = -1
      }
    },
    shownOn: life => [...states.values()].flatMap(({ spot, shown }) => shown?.life === life ? [{ spot, value: shown.value }] : []),
    sent(workspace, caseId, call, content) {
      const read = callReader(call)
      for (const [place, { slot, telling }] of PLACES.entries()) {
        const value = read(slot)
        const state = stateOf({ workspace, caseId, place })
        // What goes along, as metadata does, says nothing.
        if (value == null || goesAlong(slot, call) || !telling || state.edits.length === 0) continue
        if (sameOwn(slot, value, valueAt(content, slot))) continue
        const order = state.edits.findLastIndex(({ edit }) => sameOwn(slot, goalOf(edit), value))
        if (order === -1) continue
        if (order < state.sent) blame('disordered', `${slot.id} of ${caseId}: ${words(slot, own(slot, value))} leaves after a newer edit`)
        state.sent = Math.max(state.sent, order)
      }
    },
    wrote(workspace, write, carrier) {
      for (const place of PLACES.keys()) writeTo({ workspace, caseId: write.caseId, place }, write, carrier)
    },
    told(workspace, { caseId, result, edits }) {
      if (ends({ result })) for (const id of edits) ended.add(id)
      for (const { key } of result.kind === 'watched' ? result.lost?.entries ?? [] : []) {
        const place = PLACES.findIndex(({ slot }) => slot.field === MAP_FIELD && slot.key === key)
        if (place !== -1) Object.assign(stateOf({ workspace, caseId, place }), { expected: null, shown: null })
      }
      if (result.kind === 'watched' || result.kind === 'held') tellings.push({ workspace, caseId, when: now(), result })
    },
    journalWiped(workspace) {
      // What was to be looked up is forgotten with it.
      replaced = replaced.filter(({ spot }) => spot.workspace !== workspace)
      for (const state of states.values()) {
        if (state.spot.workspace !== workspace) continue
        state.last = { own: null, foreign: null }
        state.wipedAt = now()
      }
    },
    everHeld(spot, goal) {
      const slot = PLACES[spot.place]?.slot
      return slot === undefined || stateOf(spot).past.some(value => sameOwn(slot, value, goal))
    },
    isTheirs(spot) {
      const { own: newest } = stateOf(spot).last
      return newest !== null && newest.by !== US
    },
    toldLost: (workspace, caseId) => new Set(tellings.flatMap(({ workspace: of, caseId: about, result }) =>
      of === workspace && about === caseId && result.kind === 'watched' ? (result.lost?.entries ?? []).flatMap(({ key }) => key ?? []) : [])),
    end(workspace, held) {
      for (const one of replaced) {
        const { spot, value, by } = one
        const slot = PLACES[spot.place]?.slot
        if (spot.workspace !== workspace || slot === undefined || tellings.some(telling => tells(telling, one))) continue
        blame('silentOverwrites', `${slot.id} of ${spot.caseId}: a colleague's ${words(slot, value)} was replaced by ${words(slot, own(slot, by))}, and nobody was told`)
      }
      for (const { spot, expected, past } of states.values()) {
        const slot = PLACES[spot.place]?.slot
        if (spot.workspace !== workspace || expected === null || slot === undefined || held.has(`${spot.caseId} ${spot.place}`)) continue
        const is = past.at(-1) ?? null
        if (!sameOwn(slot, is, expected.value)) {
          blame('lost', `${slot.id} of ${spot.caseId} holds ${words(slot, own(slot, is))}, and ${names.get(expected.edit)} wanted ${words(slot, own(slot, expected.value))}`)
        }
      }
    },
  }
}

/** Whether somebody was told of what was replaced: in a report of the calls it came between, or by a question. */
function tells({ workspace, caseId, when, result }: Telling, { spot, at, value, when: written }: Replaced): boolean {
  if (workspace !== spot.workspace || caseId !== spot.caseId || when < written) return false
  if (result.kind === 'watched') return result.unread !== undefined || result.over.some(entry => entry.at === at && entry.principal !== US)
  if (result.kind !== 'held' || result.reason.kind !== 'conflict') return false
  const { field, theirs } = result.reason
  const slot = PLACES[spot.place]?.slot
  return slot?.field === field && (sameOwn(slot, theirs, value) || sameForeign(slot, theirs, value))
}

/** Where a call takes the place of all metadata, the rest goes along as it was read. */
function goesAlong({ field }: Slot, { put }: UpdateCall): boolean {
  return field === 'caseMetadata' && put.length > 1
}

/** At a service that counts whole seconds nobody tells apart what was written within one (DESIGN section 6). */
function isOneSecond(a: number, b: number): boolean {
  return a === b && a % 1000 === 0
}
