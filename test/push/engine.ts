import { v7 as newId } from 'uuid'
import type { CaseContent } from '#domain/case'
import type { UpdateCall } from '#domain/call'
import type { Edit, FieldChange } from '#domain/edit'
import type { Outcome } from '#domain/outcome'
import { createDrain } from '#push/drain'
import { createTraffic } from '#push/traffic'
import type { Journal } from '../../electron/ports/journal'
import { JournalError } from '../../electron/ports/journal'
import { createFakeTimers, settled } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import type { MemoryService } from '../support/memory-service'
import { createMemoryService } from '../support/memory-service'

export const A = '1000000001'
export const B = '1000000002'
export const C = '1000000003'

/** The real engine over the ports' in-memory ends, with one log of all that happened, in order. */
export function startEngine({ cases, journal: kept, memory: service, random = 0.5 }: {
  cases: Readonly<Record<string, Partial<CaseContent>>>
  /** From an engine that crashed. */
  journal?: Journal
  memory?: MemoryService
  random?: number
}) {
  const log: string[] = []
  const timers = createFakeTimers({ onStep: watchdog })
  const clock = { ...timers, random: () => random }
  const started = timers.now()
  const stamp = (text: string): void => { log.push(`${timers.now() - started} ${text}`) }
  const memory = service ?? createMemoryService({ cases, now: timers.now })
  memory.onCall((operation, caseId, call) => { stamp([operation, caseId?.slice(-1), call === null ? undefined : briefly(call)].filter(Boolean).join(' ')) })
  let refused = false
  const whole = kept ?? createMemoryJournal({ self: { principal: 'us', action: 'Case Updated' } }).journal
  const journal: Journal = {
    ...whole,
    async conclude(outcomes) {
      if (refused && outcomes.length > 0) throw new JournalError('diskFull', 'The disk is full.')
      return whole.conclude(outcomes)
    },
  }
  let seen = journal.outcomesAfter(0, Number.MAX_SAFE_INTEGER).length
  const names = new Map<string, string>()
  let gate = ''
  let paused = false

  const traffic = createTraffic({
    service: memory.service,
    journal,
    clock,
    onChange() {
      const state = traffic.gate.state()
      if (paused !== (traffic.gate.pausedSince() !== null)) {
        paused = !paused
        return stamp(paused ? 'paused by you' : 'resumed')
      }
      if (JSON.stringify(state) === gate) return
      gate = JSON.stringify(state)
      stamp(state.state === 'closed' ? `${state.fault.kind}, next try in ${state.nextTryAt - timers.now()}` : state.state)
    },
    onOpen: () => { drain.wakeAll() },
  })
  const drain = createDrain({
    journal,
    traffic,
    clock,
    onRead: () => {},
    onConclude() {
      for (const outcome of journal.outcomesAfter(seen, 1000)) stamp([outcome.edits.map(nameOf).join(','), result(outcome)].filter(Boolean).join(' '))
      seen = journal.outcomesAfter(0, Number.MAX_SAFE_INTEGER).length
    },
    onChange: () => {},
    onDefect: (error) => { throw error },
  })

  const nameOf = (id: string): string => names.get(id) ?? 'earlier'

  /** What is unsent and allowed, or to be looked up, has a call under way or a timer armed: at every step of every test. */
  function watchdog(): void {
    if (traffic.gate.pausedSince() !== null) return
    const work = journal.unsettled().some(({ held }) => held === null) || journal.casesToLookUp().length > 0
    if (work && !stopped && !drain.isBusy() && timers.armed() === 0) throw new Error(`Nothing is under way, with work left:\n${log.join('\n')}`)
  }
  let stopped = false

  return {
    log,
    journal,
    memory,
    traffic,
    drain,
    now: timers.now,
    armed: timers.armed,
    pass: timers.pass,
    /** Records as the host does, and wakes the lanes. `name` is how the log calls the edit. */
    async record(name: string, caseId: string, change: Edit['change'], { supersedes = [], generation = null }: Options = {}): Promise<string> {
      const edit: Edit = { id: newId(), caseId, at: timers.now(), supersedes, change }
      names.set(edit.id, name)
      await journal.record([{ edit, generation }])
      drain.wake([caseId])
      await settled()
      watchdog()
      return edit.id
    },
    /** Whether the disk takes edits, but no more outcomes. */
    refuseConclusions(is: boolean): void {
      refused = is
    },
    async stop() {
      stopped = true
      traffic.close()
      await drain.close()
    },
  }
}

export interface Options { supersedes?: string[], generation?: string | null }

export function title(base: string | null, value: string): FieldChange {
  return { kind: 'set', field: 'title', value, base }
}

export function address(ipAddress: string): FieldChange {
  return { kind: 'add', field: 'threatActorIpAddresses', entry: { ipAddress } }
}

function briefly({ set, add, remove, put }: UpdateCall): string {
  const lists = (sign: string, by: UpdateCall['add']): string[] =>
    Object.entries(by).flatMap(([, entries]) => entries.map(entry => `${sign}${Object.values(entry).join('/')}`))
  return [...Object.values(set), ...lists('-', remove), ...lists('+', add), ...put.map(({ key, value }) => `${key}=${value}`)].join(' ')
}

function result({ result }: Outcome): string {
  switch (result.kind) {
    case 'held': return `held: ${result.reason.kind}`
    case 'sent': return result.requestId === null ? 'sent, says the log' : 'sent'
    case 'watched': {
      const [mergedWith, over] = [result.mergedWith, result.over].map(entries => [...new Set(entries.map(({ principal }) => principal))].join(' and '))
      return [result.unread === undefined ? 'watched' : 'watched, unread', mergedWith === '' ? '' : `merged with ${mergedWith}`, over === '' ? '' : `over ${over}`].filter(Boolean).join(', ')
    }
    default: return result.kind
  }
}
