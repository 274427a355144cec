import { ChannelFailure } from '#channel/errors'
import type { Handlers, Served } from '#channel/serve'
import { serve } from '#channel/serve'
import type { Rehearsal } from '#domain/rehearsal'
import { systemDisk } from '#journal/system-disk'
import { systemAccesses } from './access'
import type { Access, PracticeSwitches } from './access'
import { evenClock } from './even-clock'
import { systemClock } from './ports/clock'
import { historyHandlers } from './history-handlers'
import type { Host, HostOptions } from './host-contract'
import { refillOf } from './refill'
import { done, fail } from './replies'
import { signInHandlers } from './sign-in-handlers'
import { openSettings } from './settings'
import type { OpenWorkspace } from './workspace'
import { openWorkspace } from './workspace'

interface Open { access: Access, workspace: OpenWorkspace }

/** What is under way when a workspace closes may end by itself for so long; then it is cut off, and looked up at the next start. */
const PATIENCE_MS = 1500
/** Most outcomes in one reply. */
const PAGE_OF_OUTCOMES = 500

/**
 * The trusted half of the app, the same in both shells: opens the workspace, drains and pulls by itself, and
 * answers the page. What goes wrong with a workspace is told to whoever asks for it; the host itself always starts.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { port, shell, dataFolder, log, database, disk = systemDisk, settings = openSettings(options.dataFolder) } = options
  const clock = evenClock(options.clock ?? systemClock)
  const { accesses = systemAccesses({ ...options, settings }) } = options
  const onDefect = (error: unknown): void => log(`defect: ${placeOf(error)}`)
  let profile = options.profile ?? await accesses.chosen()
  let closed = false
  let wanted: string | null = null
  const listeners = new Set<() => void>()
  /** Switches run one after another. */
  let lastSwitch: Promise<unknown> = Promise.resolve()
  /** What the page asked for last: all it sends is about that workspace, which may be closing by now. */
  let greeted: OpenWorkspace | null = null
  const recording = new Set<Promise<void>>()
  let opening = open()
  opening.catch(() => {})

  async function open(): Promise<Open> {
    const access = await accesses.open(profile)
    try {
      const emit: Served['emit'] = (name, payload) => {
        channel.emit(name, payload)
        if (name === 'status' || name === 'outcomes') for (const listen of listeners) listen()
      }
      const { facts, service, signIn } = access
      const workspace = await openWorkspace({ facts, shell, service, signIn, dataFolder, clock, disk, emit, onDefect })
      return { access, workspace }
    }
    catch (error) {
      await access.close()
      throw error
    }
  }

  async function closeOpen(): Promise<void> {
    const current = await opening.catch(() => null)
    if (current === null) return
    const { workspace, access } = current
    const cancel = clock.after(PATIENCE_MS, () => { access.hangUp() })
    // Whatever keeps one from closing in good order keeps the next from nothing.
    await workspace.close().catch(onDefect).finally(cancel)
    await access.close().catch(onDefect)
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = lastSwitch.then(async () => { if (!closed) await work() })
    lastSwitch = mine.catch(() => {})
    return mine
  }

  /** `between` runs while no workspace is open. */
  async function reopen(between: () => Promise<void> = async () => {}): Promise<void> {
    const closing = closeOpen()
    opening = closing.then(between).then(open)
    opening.catch(() => {})
    await closing
    channel.emit('moved', {})
  }

  const current = (): Promise<Open> => opening.catch(fail)

  /** What kept the workspace from opening may be over: whoever asks for it has it tried again. */
  async function opened(): Promise<OpenWorkspace> {
    const failed = opening
    await failed.catch(() => inTurn(async () => {
      if (opening === failed) opening = open()
      await opening.catch(() => {})
    }))
    return (await current()).workspace
  }

  async function practising(): Promise<{ practice: PracticeSwitches, workspace: OpenWorkspace }> {
    const { access: { practice }, workspace } = await current()
    if (practice === null) throw new ChannelFailure('notPractice', 'This is not the practice workspace: its link is the real one.')
    return { practice, workspace }
  }

  async function theOneGreeted(): Promise<OpenWorkspace> {
    const meant = greeted
    const { workspace } = await current()
    if (workspace === meant) return workspace
    throw new ChannelFailure('moved', 'Another workspace is open by now. What was meant for the one before was left as it was.')
  }

  const signing = accesses.signing({
    onSigningIn: state => channel.emit('signingIn', state),
    onProfiles: () => channel.emit('profiles', {}),
    onDefect,
    /** What the open workspace keeps of the sign-in before is dropped; where its gate waits, it waits no longer. */
    onToken(key) {
      opening.then(async ({ access, workspace }) => {
        if (access.signIn?.key !== key) return
        await access.signIn.renew()
        workspace.tryNow()
      }).catch(() => {})
    },
  })

  const handlers: Handlers = {
    async workspace() {
      greeted = await opened()
      const { facts, journal, damage, page } = greeted
      await needRoom(greeted)
      return done({
        workspace: facts,
        shell,
        generation: journal.generation,
        damage: [...damage, ...await settings.damage()],
        database: { aside: database?.aside ?? null, remembered: page.remembered },
      })
    },
    async reconcile({ edits, mirror }) {
      const { journal, pull } = await theOneGreeted()
      // What the page before this one handed over last is still being written: this one must hear of it.
      await Promise.allSettled(recording)
      pull.mirrorHolds(new Map(mirror.map(([caseId, lastUpdatedDate, complete]) => [caseId, { lastUpdatedDate, complete }])))
      pull.soon(0)
      return done({ missing: edits.filter(id => !journal.knows(id)), refill: refillOf(journal.unsettled(), new Set(edits)) })
    },
    async record({ edits }) {
      const workspace = await theOneGreeted()
      await needRoom(workspace)
      const { journal, wake } = workspace
      const writing = journal.record(edits)
      recording.add(writing)
      await writing.catch(fail).finally(() => recording.delete(writing))
      wake(edits.map(({ edit }) => edit.caseId))
      return done({})
    },
    async outcomes({ after }) {
      const { journal } = await theOneGreeted()
      const outcomes = journal.outcomesAfter(after, PAGE_OF_OUTCOMES)
      return done({ outcomes: [...outcomes], more: outcomes.length === PAGE_OF_OUTCOMES })
    },
    async acknowledge({ generation, cursor }) {
      const { journal, feed, page } = await theOneGreeted()
      if (generation === journal.generation) {
        feed.acknowledged(cursor)
        page.acknowledged(cursor)
      }
      return done({})
    },
    async setAside() {
      await needRoom(await theOneGreeted())
      if (database === undefined) throw new ChannelFailure('cannotSetAside', 'This shell cannot put its database aside.')
      await database.setAside()
      return done({})
    },
    async refresh({ caseId }) {
      (await theOneGreeted()).pull.refresh(caseId)
      return done({})
    },
    async tryNow() {
      (await current()).workspace.tryNow()
      return done({})
    },
    async pause({ paused }) {
      await (await theOneGreeted()).pause(paused).catch(fail)
      return done({})
    },
    async profiles() {
      return done({ ...await accesses.profiles(), chosen: profile })
    },
    async preferences() {
      return done(await settings.preferences())
    },
    async prefer({ patch }) {
      // What cannot be kept holds until Fieldcase ends; a full disk is told elsewhere.
      await settings.prefer(patch).catch(onDefect)
      return done({})
    },
    async wanted() {
      const caseId = wanted
      wanted = null
      return done({ caseId })
    },
    async leave(how) {
      options.leave?.(how)
      return done({})
    },
    async choose({ profile: chosen }) {
      await inTurn(async () => {
        profile = chosen
        // A choice that cannot be remembered is still a choice.
        await accesses.choose(profile).catch(onDefect)
        await reopen()
      })
      return done({})
    },
    async practice({ action }) {
      const { practice, workspace } = await practising()
      if (action === 'reset') {
        await inTurn(() => reopen(accesses.clearPractice))
        return done({ cut: false, rehearsal: null })
      }
      // Like a machine's own link event, either has the next call made now; what it meets, it finds out by itself.
      if (action === 'cut') {
        practice.cut()
        workspace.pull.refresh(null)
      }
      if (action === 'restore') {
        practice.restore()
        workspace.tryNow()
      }
      return done(stateOf(practice))
    },
    async rehearse({ rehearsal, caseId }) {
      const { practice, workspace } = await practising()
      if (rehearsal === null) practice.rehearsals.end()
      else await practice.rehearsals.begin(rehearsal, caseId)
      // Something is called at once, so that there is something to see; what it meets, it finds out by itself.
      workspace.pull.refresh(null)
      workspace.tryNow()
      return done(stateOf(practice))
    },
    ...historyHandlers({ ...options, clock, greeted: theOneGreeted }),
    ...signInHandlers(signing),
  }
  const channel = serve(port, handlers, { onDefect })

  return {
    opened: () => opening.then(({ workspace }) => workspace, () => null),
    async sending() {
      const open = await opening.catch(() => null)
      if (open === null) return null
      const unsettled = open.workspace.journal.unsettled()
      const held = unsettled.filter(edit => edit.held !== null).length
      const { drain, pausedAt } = open.workspace.status()
      return { waiting: unsettled.length - held, held, drain: drain.state, paused: pausedAt !== null }
    },
    onChange(listen) {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    want(caseId) {
      wanted = caseId
      channel.emit('wanted', {})
    },
    command: id => channel.emit('command', { id }),
    async close() {
      channel.close()
      closed = true
      signing?.close()
      await lastSwitch
      await closeOpen()
    },
  }
}

function stateOf({ isCut, rehearsals }: PracticeSwitches): { cut: boolean, rehearsal: Rehearsal | null } {
  return { cut: isCut(), rehearsal: rehearsals.current() }
}

/** Neither database nor journal are begun or added to on a disk that is about to be full. */
async function needRoom({ room }: OpenWorkspace): Promise<void> {
  const { state, freeBytes } = await room.look()
  if (state !== 'full') return
  const left = Math.floor((freeBytes ?? 0) / 1024 / 1024)
  throw new ChannelFailure('diskFull', `Only ${left} MB are left on the disk with Fieldcase's data.`)
}

/** Name and first own frame of an error: enough to find it, nothing of what it was about. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frame = error.stack?.split('\n').find(line => /^\s+at /.test(line))?.trim() ?? ''
  return `${error.name} ${frame}`
}
