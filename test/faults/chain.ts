import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as newId } from 'uuid'
import { createGateway } from '#aws/gateway'
import type { CaseContent } from '#domain/case'
import type { Edit } from '#domain/edit'
import { waitingLines } from '#domain/screen/waiting-lines'
import { shortPrincipal } from '#domain/words/history-words'
import { heldWords, standing } from '#domain/words/sentences'
import { editWords } from '#domain/words/slot-words'
import { openJournal } from '#journal/journal'
import { rememberSelf } from '#push/look-up'
import { startPractice } from '#practice/practice'
import type { PracticeOptions } from '#practice/practice'
import { createDrain } from '#push/drain'
import { createTraffic } from '#push/traffic'
import { drainState } from '../../electron/drain-state'
import type { Journal } from '../../electron/ports/journal'
import type { CaseService, Reply } from '../../electron/ports/service'
import { settled } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import { contentOf } from './content'
import { createPumpedClock } from './pumped-clock'
import { signInOf } from './sign-in'
import type { SignInKind } from './sign-in'

/** The case that meets the faults, and one that meets nothing of them but what stops all. */
/** Who we are in the log of cases, as learnt from earlier calls. */
const US = { principal: 'arn:aws:sts::111122223333:assumed-role/IncidentResponder/alex.morgan', action: 'Case Updated' }

export const MINING = '4127690385'
export const OTHER = '4127692877'

/** What is under way must end within this real time; a call that was told to hang ends by the clock of the chain. */
const PATIENCE_MS = 20_000

export interface ChainOptions {
  settings?: PracticeOptions['settings']
  signIn?: SignInKind
  /** The journal of the product, on disk, in place of the one in memory. */
  onDisk?: boolean
}

export type Chain = Awaited<ReturnType<typeof startChain>>

/** The real way of an edit: journal, engine, gateway, a socket, and the practice service; only time is the test's. */
export async function startChain({ settings, signIn: kind = 'lasting', onDisk = false }: ChainOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-faults-'))
  const practice = await startPractice({ folder: join(folder, 'practice'), settings })
  const signIn = signInOf(kind, practice)
  const clock = createPumpedClock({ start: Date.now(), quiet })
  const started = clock.now()
  let underWay = 0
  let outlasted = 0
  let between: (() => Promise<void>) | null = null
  const concludedAt = new Map<string, number>()
  let opened = await openOne()
  let engine = startEngine()

  async function openOne(): Promise<{ journal: Journal, close(): Promise<void> }> {
    if (!onDisk) return { journal: createMemoryJournal({ self: US }).journal, close: async () => {} }
    const kept = await openJournal({ folder: join(folder, 'journal') })
    await rememberSelf(kept.journal, US)
    return kept
  }

  async function counted<T>(work: Promise<T>): Promise<T> {
    underWay += 1
    try {
      return await work
    }
    finally {
      underWay -= 1
    }
  }

  async function call<T>(work: Promise<Reply<T>>): Promise<Reply<T>> {
    const reply = await counted(work)
    const gaveUp = !reply.ok && (reply.fault.kind === 'unknown' ? reply.fault.detail === 'no reply in time' : reply.fault.kind === 'offline' && reply.fault.reason === 'timeout')
    if (gaveUp) outlasted += 1
    return reply
  }

  /** Nothing is under way but calls that nobody answers. */
  async function quiet(): Promise<void> {
    const hung = (): number => practice.log.entries.filter(({ fault }) => fault === 'hang').length - outlasted
    const giveUpAt = Date.now() + PATIENCE_MS
    for (let still = 0; still < 3;) {
      await settled()
      still = underWay === hung() ? still + 1 : 0
      if (Date.now() > giveUpAt) throw new Error(`${underWay} still under way after ${PATIENCE_MS} ms:\n${JSON.stringify(practice.log.entries.slice(-5))}`)
    }
  }

  function startEngine() {
    const { region, endpoint } = practice
    const gateway = createGateway({ region, endpoint, credentials: signIn.credentials, clock })
    const service: CaseService = {
      listCases: next => call(gateway.listCases(next)),
      getCase: caseId => call(gateway.getCase(caseId)),
      listCaseEdits: (caseId, next) => call(gateway.listCaseEdits(caseId, next)),
      async updateCase(caseId, update) {
        const run = between
        between = null
        if (run !== null) await counted(run())
        return call(gateway.updateCase(caseId, update))
      },
    }
    const whole = opened.journal
    const journal: Journal = {
      ...whole,
      record: edits => counted(whole.record(edits)),
      intend: intent => counted(whole.intend(intent)),
      refute: id => counted(whole.refute(id)),
      conclude(outcomes) {
        for (const id of outcomes.flatMap(({ edits }) => edits)) concludedAt.set(id, clock.now())
        return counted(whole.conclude(outcomes))
      },
      note: (name, value) => counted(whole.note(name, value)),
    }
    const onDefect = (error: unknown): void => { throw error }
    const traffic = createTraffic({ service, journal, clock, onChange: () => {}, onOpen: () => { drain.wakeAll() } })
    const drain = createDrain({ journal, traffic, clock, onRead: () => {}, onConclude: () => {}, onChange: () => {}, onDefect })
    return {
      journal,
      traffic,
      drain,
      async stop() {
        traffic.close()
        gateway.close()
        await drain.close()
      },
    }
  }

  function waiting() {
    const open = engine.journal.unsettled()
    const cases = new Set(open.map(({ edit }) => edit.caseId))
    return waitingLines(new Map([...cases].map(caseId => [caseId, open.filter(({ edit }) => edit.caseId === caseId)])))
  }

  /** What the status bar says, in one line. */
  function see(): string {
    const { journal, traffic, drain } = engine
    const lines = waiting()
    const slots = lines.flatMap(line => line.slots)
    const { sending, waits } = drain.status()
    const { link, waits: left, next } = standing({
      status: {
        drain: drainState(traffic.gate.state(), drain.isBusy()),
        sending,
        waits,
        signIn: { state: 'none' },
        throttledUntil: traffic.throttledUntil(),
        pausedAt: traffic.gate.pausedSince(),
        pull: { lastAt: null, toRead: 0 },
        disk: { state: 'enough', freeBytes: null },
      },
      connected: true,
      unsent: slots.length,
      held: slots.filter(({ mark }) => mark.kind === 'held').length,
      saving: 0,
      unsaved: 0,
      reported: journal.reports().length,
      oldest: lines.at(0)?.since ?? null,
      progress: null,
      sentAt: journal.outcomesAfter(0, Infinity).findLast(({ result }) => result.kind === 'sent')?.at ?? null,
      now: clock.now(),
    })
    return [link, left, ...next === null ? [] : [next]].join(' · ')
  }

  return {
    practice,
    signIn,
    clock,
    started,
    see,
    get journal() {
      return engine.journal
    },
    drain: () => engine.drain,
    /** When an edit was last sent, held or ended; null where nothing of it is decided. */
    concludedAt: (id: string): number | null => concludedAt.get(id) ?? null,
    /** What needs the responder: held slots as the case page and the outbox mark them, and what may have been overwritten. */
    marks: (): string[] => [
      ...waiting().flatMap(({ slots }) => slots.flatMap(({ mark }) => {
        if (mark.kind !== 'held') return []
        const { word, sentence } = heldWords(mark.reason)
        return `${[...new Set(mark.edits.map(edit => editWords(edit).what))].join(', ')}: ${word} (${sentence})`
      })),
      ...engine.journal.reports().flatMap(({ result }) => result.kind === 'watched' ? result.over : [])
        .map(({ principal, message }) => `Possibly overwritten: ${shortPrincipal(principal)}, “${message}”`),
    ],
    content: (caseId: string): CaseContent => contentOf(practice.case(caseId)),
    /** Records as the host does, and lets the engine go as far as it gets without time. */
    async record(caseId: string, changes: ReadonlyArray<Edit['change']>, supersedes: readonly string[] = []): Promise<string[]> {
      const edits = changes.map((change): Edit => ({ id: newId(), caseId, at: clock.now(), supersedes, change }))
      await engine.journal.record(edits.map(edit => ({ edit, generation: null })))
      engine.drain.wake([caseId])
      await quiet()
      return edits.map(({ id }) => id)
    },
    /** A colleague writes between our next read of a case and our write. */
    between(run: () => Promise<void>): void {
      between = run
    },
    /** The process ends, and another begins on the same journal. */
    async restart(): Promise<void> {
      await engine.stop()
      await opened.close()
      if (onDisk) opened = await openOne()
      engine = startEngine()
      engine.drain.wakeAll()
      await quiet()
    },
    async stop(): Promise<void> {
      await engine.stop()
      await opened.close()
      await practice.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
