import { failure } from '#channel/errors'
import type { ChannelError } from '#channel/errors'
import type { Port } from '#channel/port'
import type { Aside, RequestName } from '#channel/protocol'
import type { Handlers, Served } from '#channel/serve'
import { serve } from '#channel/serve'
import type { Snapshot } from '#domain/case'
import type { Edit } from '#domain/edit'
import type { HeldReason, Outcome } from '#domain/outcome'
import { ends } from '#domain/outcome'
import { snapshotOf } from './samples'
import { stubHandlers } from './stub-handlers'

/** Small, so that tests page. */
const PAGE_OF_OUTCOMES = 2

export interface ScriptedHost {
  /** The journal, as a disk would keep it. */
  generation: string
  edits: Map<string, { edit: Edit, held: HeldReason | null }>
  ended: Set<string>
  outcomes: Outcome[]
  /** The case at the service. */
  snapshot: Snapshot
  /** Requests served, in order. */
  log: RequestName[]
  acknowledged: Array<[string, number]>
  /** What it says of the page's database; asked to, it puts that aside and has the page started anew. */
  aside: Aside | null
  remembered: number | null
  /** Asked before each request; an error it gives is the answer. */
  refuse: (name: RequestName) => ChannelError | null
  tick(): number
  attach(port: Port): Served
  emit: Served['emit']
  /** Adds an outcome to the journal and, unless told not to, sends it to the page. */
  conclude(edits: readonly string[], result: Outcome['result'], options?: { tell?: boolean }): Outcome
  /** Sends the oldest waiting edit of the journal to the service. */
  drainOne(options?: { tell?: boolean }): void
  unsettled(): string[]
  /** The journal's folder is gone, and a new one begun. */
  loseJournal(): void
}

/** A host that follows the rules of the two logs and does nothing by itself. */
export function createScriptedHost(): ScriptedHost {
  let lives = 1
  let now = 10_000
  let served: Served | null = null
  const host: ScriptedHost = {
    generation: 'generation-1',
    edits: new Map(),
    ended: new Set(),
    outcomes: [],
    snapshot: snapshotOf({ readAt: now, title: 'At the service' }),
    log: [],
    acknowledged: [],
    aside: null,
    remembered: null,
    refuse: () => null,
    tick: () => now += 1,
    attach(port) {
      served?.close()
      served = serve(port, guarded(), { onDefect: (error) => { throw error } })
      return served
    },
    emit: (name, payload) => served?.emit(name, payload),
    conclude(edits, result, { tell = true } = {}) {
      const outcome: Outcome = { seq: host.outcomes.length + 1, at: host.tick(), caseId: host.snapshot.caseId, edits, result }
      host.outcomes.push(outcome)
      for (const id of edits) {
        const known = host.edits.get(id)
        if (ends(outcome)) {
          host.edits.delete(id)
          host.ended.add(id)
        }
        else if (known !== undefined && result.kind === 'held') known.held = result.reason
      }
      if (tell) host.emit('outcomes', { generation: host.generation, outcomes: [outcome] })
      return outcome
    },
    drainOne(options) {
      const next = [...host.edits.values()].find(({ held }) => held === null)
      if (next === undefined) return
      const { edit } = next
      const title = edit.change.kind === 'set' ? String(edit.change.value) : ''
      host.conclude([edit.id], { kind: 'sent', requestId: `r-${edit.id}`, wrote: { set: { title }, add: {}, remove: {}, put: [] }, intent: '0199c000-0000-7000-8000-0000000000ff', meant: {} }, options)
      const { snapshot } = host
      host.snapshot = {
        ...snapshot,
        readAt: host.tick(),
        facts: { ...snapshot.facts, lastUpdatedDate: (snapshot.facts.lastUpdatedDate ?? 0) + 1000 },
        content: { ...snapshot.content, title },
      }
    },
    unsettled: () => [...host.edits.keys()].sort(),
    loseJournal() {
      lives += 1
      host.generation = `generation-${lives}`
      host.edits.clear()
      host.ended.clear()
      host.outcomes.length = 0
    },
  }

  const handlers: Partial<Handlers> = {
    workspace: async () => ({
      ok: true,
      value: {
        workspace: { id: 'practice', practice: true, profile: null, account: null, region: 'eu-west-1' },
        shell: 'chromium',
        generation: host.generation,
        damage: [],
        database: { aside: host.aside, remembered: host.remembered },
      },
    }),
    async reconcile({ edits, mirror }) {
      const named = new Set(edits)
      const { caseId, facts, complete } = host.snapshot
      const known = mirror.find(([id]) => id === caseId)
      if (known?.[1] !== facts.lastUpdatedDate || known[2] !== complete) {
        queueMicrotask(() => host.emit('snapshots', { snapshots: [host.snapshot] }))
      }
      return {
        ok: true,
        value: {
          missing: edits.filter(id => !host.edits.has(id) && !host.ended.has(id)),
          refill: [...host.edits.values()].filter(({ edit }) => !named.has(edit.id)).slice(0, 2).map(({ edit, held }) => ({ edit, held })),
        },
      }
    },
    async record({ edits }) {
      const recovered = edits.filter(({ edit, generation }) => {
        if (host.edits.has(edit.id) || host.ended.has(edit.id)) return false
        host.edits.set(edit.id, { edit, held: null })
        return generation !== host.generation
      })
      if (recovered.length > 0) host.conclude(recovered.map(({ edit }) => edit.id), { kind: 'held', reason: { kind: 'recovered' } })
      return { ok: true, value: {} }
    },
    async outcomes({ after }) {
      const outcomes = host.outcomes.filter(({ seq }) => seq > after).slice(0, PAGE_OF_OUTCOMES)
      return { ok: true, value: { outcomes, more: (outcomes.at(-1)?.seq ?? after) < host.outcomes.length } }
    },
    async acknowledge({ generation, cursor }) {
      host.acknowledged.push([generation, cursor])
      return { ok: true, value: {} }
    },
    async setAside() {
      host.aside = { path: 'set-aside/database', at: host.tick() }
      return { ok: true, value: {} }
    },
    practice: async () => ({ ok: true, value: { cut: false, rehearsal: null } }),
  }

  /** Every handler behind `refuse` and the log. */
  function guarded(): Handlers {
    const all = stubHandlers(handlers)
    type Refusal = ReturnType<typeof failure>
    const guard = <I, O>(name: RequestName, handle: (input: I) => Promise<O>) => async (input: I): Promise<O | Refusal> => {
      host.log.push(name)
      const refusal = host.refuse(name)
      return refusal === null ? handle(input) : failure(refusal.code, refusal.message)
    }
    return {
      workspace: guard('workspace', all.workspace),
      reconcile: guard('reconcile', all.reconcile),
      record: guard('record', all.record),
      outcomes: guard('outcomes', all.outcomes),
      acknowledge: guard('acknowledge', all.acknowledge),
      setAside: guard('setAside', all.setAside),
      refresh: guard('refresh', all.refresh),
      tryNow: guard('tryNow', all.tryNow),
      pause: guard('pause', all.pause),
      profiles: guard('profiles', all.profiles),
      signIn: guard('signIn', all.signIn),
      cancelSignIn: guard('cancelSignIn', all.cancelSignIn),
      signingIn: guard('signingIn', all.signingIn),
      signOut: guard('signOut', all.signOut),
      portalAccounts: guard('portalAccounts', all.portalAccounts),
      portalRoles: guard('portalRoles', all.portalRoles),
      createProfile: guard('createProfile', all.createProfile),
      preferences: guard('preferences', all.preferences),
      prefer: guard('prefer', all.prefer),
      wanted: guard('wanted', all.wanted),
      leave: guard('leave', all.leave),
      choose: guard('choose', all.choose),
      practice: guard('practice', all.practice),
      rehearse: guard('rehearse', all.rehearse),
      history: guard('history', all.history),
      verify: guard('verify', all.verify),
      export: guard('export', all.export),
      reports: guard('reports', all.reports),
      dismiss: guard('dismiss', all.dismiss),
    }
  }
  return host
}
