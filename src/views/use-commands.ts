import { computed, nextTick, ref, watch } from 'vue'
import { copyText } from '../components/clipboard'
import { linkToCase } from '#domain/case-link'
import type { CommandId, Scene } from '#domain/screen/commands'
import { COMMANDS, whyNot } from '#domain/screen/commands'
import type { ListField } from '#domain/fields'
import { scalarSlot } from '#domain/slot'
import { aNoun, FIELD_LABEL } from '#domain/words/labels'
import { caseMarkdown } from '#domain/words/markdown'
import { useCases } from '#state/cases'
import { useDesk } from '#state/desk'
import { useHistory } from '#state/history'
import { useOutbox } from '#state/outbox'
import { usePreferences } from '#state/preferences'
import { useReports } from '#state/reports'
import { useSession } from '#state/session'
import { useSignIn } from '#state/sign-in'
import { useSync } from '#state/sync'
import { useUndo } from '#state/undo'
import { TIME_ZONE, useStanding } from './use-standing'

/** What only the frame can do: it has the parts of the screen in hand. */
export interface Frame {
  focusSearch: () => void
  focusList: () => void
  focusTitle: () => void
  focusDrawer: () => void
  drawer: () => 'outbox' | 'history' | null
  show: (drawer: 'outbox' | 'history' | null) => Promise<void>
  nextNeed: () => void
}

/** Runs the commands of the app, whoever asks: a key, the palette, or the menu of the shell. */
export function useCommands(frame: Frame) {
  const cases = useCases()
  const desk = useDesk()
  const history = useHistory()
  const outbox = useOutbox()
  const preferences = usePreferences()
  const reports = useReports()
  const session = useSession()
  const signIn = useSignIn()
  const sync = useSync()
  const undoing = useUndo()
  const { standing, held } = useStanding()
  const shown = ref<'palette' | 'help' | 'closing' | null>(null)

  const scene = computed((): Scene => ({
    open: cases.open === null ? null : { editable: cases.open.snapshot.complete && !cases.open.snapshot.gone },
    listed: cases.rows.length,
    unsent: outbox.count,
    needsMe: held.value + reports.all.length,
    canTry: standing.value.canTry,
    paused: sync.status.pausedAt !== null,
    practice: session.practice === null ? null : { cut: session.practice.cut, rehearsing: session.practice.rehearsal !== null },
    profile: session.workspace?.profile != null,
  }))

  function step(by: number): void {
    const { rows, openId } = cases
    const at = rows.findIndex(({ caseId }) => caseId === openId)
    const to = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]
    if (to !== undefined) cases.openId = to.caseId
  }

  /** A control of the screen that stands for the command itself: pressed, so that there is one way only. */
  function press(id: CommandId): void {
    document.querySelector<HTMLElement>(`[data-command="${id}"]`)?.click()
  }

  async function pressIn(drawer: 'outbox' | 'history', id: CommandId): Promise<void> {
    await frame.show(drawer)
    press(id)
  }

  const toggle = (drawer: 'outbox' | 'history') => frame.show(frame.drawer() === drawer ? null : drawer)

  function focusIn(selector: string): void {
    const control = document.querySelector<HTMLElement>(selector)
    control?.focus()
    control?.scrollIntoView({ block: 'nearest' })
  }

  const add = (field: ListField) => () => focusIn(`article input[aria-label="Add ${aNoun(FIELD_LABEL[field].one)}"]`)

  /** From list to case to drawer, and round. */
  function nextPart(): void {
    const parts = [
      { root: document.querySelector('nav'), enter: frame.focusList },
      { root: document.querySelector('main'), enter: () => focusIn('main article') },
      { root: document.querySelector('aside'), enter: frame.focusDrawer },
    ].filter(({ root }) => root !== null)
    const here = parts.findIndex(({ root }) => root?.contains(document.activeElement) === true)
    parts[(here + 1) % parts.length]?.enter()
  }

  function copyMarkdown(): void {
    if (cases.open === null) return
    const { snapshot: { caseId, facts, complete, readAt }, view: { content, marks } } = cases.open
    const text = caseMarkdown({ caseId, facts, content, unsent: marks.size, complete, readAt, now: Date.now(), timeZone: TIME_ZONE })
    undoing.tell(copyText(text) ? 'Copied the case as Markdown' : 'The clipboard did not take the case: nothing was copied')
  }

  function copyLink(): void {
    if (cases.openId === null) return
    undoing.tell(copyText(linkToCase(cases.openId)) ? 'Copied a link to the case' : 'The clipboard did not take the link: nothing was copied')
  }

  function prefer(patch: Parameters<typeof preferences.change>[0], words: string): void {
    preferences.change(patch)
    undoing.tell(words)
  }

  const actions: Record<CommandId, () => unknown> = {
    palette: () => { shown.value = 'palette' },
    search: frame.focusSearch,
    list: frame.focusList,
    nextCase: () => step(1),
    previousCase: () => step(-1),
    nextNeed: frame.nextNeed,
    pane: nextPart,
    title: frame.focusTitle,
    description: () => focusIn(`article [data-slot="${scalarSlot('description').id}"] textarea`),
    addAddress: add('threatActorIpAddresses'),
    addAccount: add('impactedAccounts'),
    addRegion: add('impactedAwsRegions'),
    addService: add('impactedServices'),
    addWatcher: add('watchers'),
    addMetadata: add('caseMetadata'),
    copyMarkdown,
    copyLink,
    print: () => window.print(),
    read: () => session.refresh(cases.openId),
    undo: undoing.undo,
    redo: undoing.redo,
    outbox: () => toggle('outbox'),
    history: () => toggle('history'),
    exportOutbox: () => pressIn('outbox', 'exportOutbox'),
    exportHistory: () => frame.show('history').then(history.exportAll),
    verify: () => frame.show('history').then(history.verify),
    tryNow: session.tryNow,
    pause: () => session.pause(true),
    resume: () => session.pause(false),
    readAll: () => session.refresh(null),
    themeSystem: () => prefer({ theme: 'system' }, 'Light or dark as the system has it'),
    themeLight: () => prefer({ theme: 'light' }, 'Light colours'),
    themeDark: () => prefer({ theme: 'dark' }, 'Dark colours'),
    contrast: () => preferences.preferences.contrast === 'high'
      ? prefer({ contrast: 'system' }, 'Contrast as the system has it')
      : prefer({ contrast: 'high' }, 'High contrast'),
    density: () => preferences.preferences.density === 'compact'
      ? prefer({ density: 'comfortable' }, 'Comfortable lines')
      : prefer({ density: 'compact' }, 'Compact lines'),
    notify: () => preferences.preferences.notify
      ? prefer({ notify: false }, 'Notifications are off')
      : prefer({ notify: true }, 'Notifications are on'),
    help: () => { shown.value = 'help' },
    close: () => { shown.value = 'closing' },
    workspace: () => press('workspace'),
    signIn: () => signIn.signIn(),
    signInCode: () => signIn.signIn('device'),
    signOut: () => { signIn.sheet = 'signOut' },
    newProfile: () => { signIn.sheet = 'newProfile' },
    cutLink: () => session.setCut(true),
    joinLink: () => session.setCut(false),
    rehearse: () => press('rehearse'),
    endRehearsal: () => session.rehearse(null),
    resetPractice: () => press('resetPractice'),
  }

  /** Runs a command, or tells why it can do nothing now. */
  function run(id: CommandId): void {
    const command = COMMANDS.find(one => one.id === id)
    const why = command === undefined ? null : whyNot(command, scene.value)
    if (why === null) void actions[id]()
    else undoing.tell(why)
  }

  watch(() => desk.command, (asked) => {
    if (asked !== null && session.phase.kind === 'ready') void nextTick(() => run(asked.id))
  })

  return { scene, shown, run }
}
