import { Buffer } from 'node:buffer'
import type { CaseContent, Snapshot } from '#domain/case'
import { emptyContent, NO_FACTS } from '#domain/case'
import { applyCall } from '#domain/change'
import type { UpdateCall } from '#domain/call'
import type { LoggedEdit } from '#domain/outcome'
import type { CaseService, Fault, Reply } from '../../electron/ports/service'

export type Operation = keyof CaseService

type OnCall = (operation: Operation, caseId: string | null, call: UpdateCall | null) => void
type OnWrite = (write: { caseId: string, principal: string, at: number, before: CaseContent, after: CaseContent }) => void

export interface MemoryService {
  service: CaseService
  /** Hears from now on of every call that arrives. */
  onCall(hear: OnCall): void
  cut(): void
  restore(): void
  /** Hears from now on of every write as it is carried out, what was there before and is now. */
  onWrite(hear: OnWrite): void
  /** A colleague writes, or whoever is named. */
  writeAs(caseId: string, call: Partial<UpdateCall>, principal?: string): void
  content(caseId: string): CaseContent
  /** The next call of this operation (on this case) gets the fault; `applied`: it is carried out all the same, or at the next `land`. */
  failNext(operation: Operation, fault: Fault, options?: { caseId?: string, applied?: boolean | 'late' }): void
  /** What was on its way all the time arrives. */
  land(): void
  /** Runs as each UpdateCase arrives. */
  beforeUpdate(run: () => void): void
  /** Keeps the case's log as it is now; the returned function shows what was written since. */
  oldLog(caseId: string): () => void
  /** The order of a case's log of edits; newest first unless told. */
  orderLog(order: 'newestFirst' | 'oldestFirst'): void
  /** Whether the metadata of a call joins what is there, as by default, or takes its place. */
  metadata(mode: 'merges' | 'replaces'): void
  /** Every call that this finds something in is refused, no field named; null: none is. */
  refuse(finds: ((call: UpdateCall) => boolean) | null): void
  /** Keeps what the case holds now; the returned function makes the next GetCase answer with it, as a replica left behind would. */
  replica(caseId: string): () => void
  /** Hangs every call of the operation until the returned function is called. */
  hold(operation: Operation): () => void
}

interface Held { content: CaseContent, updatedAt: number, edits: LoggedEdit[] }

const NOTHING: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }
const OFFLINE: Fault = { kind: 'offline', reason: 'noRoute' }
const PAGE = 25

/** The service's port in memory; its own time, unless told, is of whole seconds, one for each write. */
export function createMemoryService({ cases, now, stamp = before => before + 1000 }: {
  cases: Readonly<Record<string, Partial<CaseContent>>>
  now: () => number
  /** When a write was made, after the one before it. */
  stamp?: (before: number) => number
}): MemoryService {
  const held = new Map(Object.entries(cases).map(([caseId, content]): [string, Held] =>
    [caseId, { content: { ...emptyContent(), ...content }, updatedAt: 1_000, edits: [] }]))
  const faults: Array<{ operation: Operation, fault: Fault, caseId: string | undefined, applied: boolean | 'late' }> = []
  const late: Array<() => void> = []
  let onCall: OnCall = () => {}
  let arrived = (): void => {}
  let onWrite: OnWrite = () => {}
  const oldLogs = new Map<string, number>()
  let order: 'newestFirst' | 'oldestFirst' = 'newestFirst'
  let mode: 'merges' | 'replaces' = 'merges'
  let refused: ((call: UpdateCall) => boolean) | null = null
  const stale = new Map<string, Snapshot>()
  const gates = new Map<Operation, Promise<void>>()
  let isCut = false
  let requests = 0

  function ok<T>(value: T): Reply<T> {
    requests += 1
    return { ok: true, value, requestId: `req-${requests}` }
  }

  function snapshot(caseId: string, { content, updatedAt }: Held): Snapshot {
    return { caseId, readAt: now(), complete: true, gone: false, facts: { ...NO_FACTS, caseStatus: 'Submitted', lastUpdatedDate: updatedAt }, content }
  }

  function write(caseId: string, call: UpdateCall, principal: string): void {
    const before = held.get(caseId)
    if (before === undefined) throw new Error(`no case ${caseId}`)
    const updatedAt = stamp(before.updatedAt)
    const edits = [...before.edits, { at: updatedAt, principal, action: 'Case Updated', message: 'The case was updated.' }]
    const content = mode === 'replaces' && call.put.length > 0 ? { ...before.content, caseMetadata: [] } : before.content
    const after = applyCall(content, call)
    held.set(caseId, { content: after, updatedAt, edits })
    onWrite({ caseId, principal, at: updatedAt, before: before.content, after })
  }

  async function answer<T>(operation: Operation, caseId: string | null, call: UpdateCall | null, run: () => Reply<T>): Promise<Reply<T>> {
    if (isCut) return { ok: false, fault: OFFLINE }
    onCall(operation, caseId, call)
    await gates.get(operation)
    const at = faults.findIndex(fault => fault.operation === operation && (fault.caseId === undefined || fault.caseId === caseId))
    const [fault] = at === -1 ? [] : faults.splice(at, 1)
    if (fault !== undefined) {
      if (fault.applied === 'late') late.push(run)
      else if (fault.applied) run()
      return { ok: false, fault: fault.fault }
    }
    if (caseId !== null && !held.has(caseId)) {
      return { ok: false, fault: { kind: 'refused', code: 'ResourceNotFoundException', message: 'No such case.', requestId: 'req-404' } }
    }
    return run()
  }

  function paged<T>(items: readonly T[], next: string | undefined): Reply<{ items: readonly T[], next: string | null }> {
    const from = next === undefined ? 0 : Number(Buffer.from(next, 'base64').toString())
    const to = from + PAGE
    return ok({ items: items.slice(from, to), next: to < items.length ? Buffer.from(String(to)).toString('base64') : null })
  }

  const listing = (full: Snapshot): Snapshot =>
    ({ ...full, complete: false, content: { ...emptyContent(), title: full.content.title, engagementType: full.content.engagementType } })

  return {
    service: {
      listCases: next => answer('listCases', null, null, () => paged([...held].map(([caseId, one]) => listing(snapshot(caseId, one))), next)),
      getCase: caseId => answer('getCase', caseId, null, () => {
        const old = stale.get(caseId)
        stale.delete(caseId)
        const one = held.get(caseId)
        return ok(old ?? snapshot(caseId, one ?? { content: emptyContent(), updatedAt: 0, edits: [] }))
      }),
      updateCase: (caseId, call) => answer('updateCase', caseId, call, () => {
        arrived()
        const bad = call.add.watchers?.findIndex(({ email }) => !(email ?? '').includes('@')) ?? -1
        if (bad !== -1) {
          const fields = [{ name: `watchersToAdd[${bad}].email`, message: 'not an e-mail address' }]
          return { ok: false, fault: { kind: 'validation', message: 'Input is invalid.', fields, requestId: 'req-400' } }
        }
        if (refused?.(call) === true) return { ok: false, fault: { kind: 'validation', message: 'Input is invalid.', fields: [], requestId: 'req-400' } }
        write(caseId, call, 'us')
        return ok(null)
      }),
      listCaseEdits: (caseId, next) => answer('listCaseEdits', caseId, null, () => {
        const edits = (held.get(caseId)?.edits ?? []).slice(0, oldLogs.get(caseId))
        return paged(order === 'newestFirst' ? edits.toReversed() : edits, next)
      }),
    },
    cut: () => { isCut = true },
    restore: () => { isCut = false },
    writeAs: (caseId, call, principal = 'a colleague') => { write(caseId, { ...NOTHING, ...call }, principal) },
    land: () => { for (const run of late.splice(0)) run() },
    onCall: (hear) => { onCall = hear },
    onWrite: (hear) => { onWrite = hear },
    beforeUpdate: (run) => { arrived = run },
    oldLog(caseId) {
      oldLogs.set(caseId, held.get(caseId)?.edits.length ?? 0)
      return () => { oldLogs.delete(caseId) }
    },
    orderLog: (wanted) => { order = wanted },
    metadata: (wanted) => { mode = wanted },
    refuse: (finds) => { refused = finds },
    content: caseId => held.get(caseId)?.content ?? emptyContent(),
    failNext: (operation, fault, { caseId, applied = false } = {}) => { faults.push({ operation, fault, caseId, applied }) },
    replica(caseId) {
      const one = held.get(caseId)
      if (one === undefined) throw new Error(`no case ${caseId}`)
      const kept = snapshot(caseId, one)
      return () => { stale.set(caseId, kept) }
    },
    hold(operation) {
      let release = (): void => {}
      gates.set(operation, new Promise((resolve) => { release = resolve }))
      return () => {
        gates.delete(operation)
        release()
      }
    },
  }
}
