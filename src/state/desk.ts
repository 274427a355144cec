import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { Caller } from '#channel/caller'
import type { Preferences } from '#domain/preferences'
import type { CommandId } from '#domain/screen/commands'
import { useCases } from './cases'
import { usePreferences } from './preferences'
import { useSession } from './session'
import { useUndo } from './undo'

/** Open cases of so many workspaces are remembered. */
const MOST_WORKSPACES = 50

/** What the window takes up again where it was left, and what it is asked for from outside: by a link, by the shell's menu. */
export const useDesk = defineStore('desk', () => {
  const cases = useCases()
  const session = useSession()
  const preferences = usePreferences()
  /** The workspace whose case was opened again: before that, none is open because none was yet. */
  let resumed: string | null = null
  let caller: Caller | null = null
  /** The command that the shell's menu asked for last; each a new object. */
  const command = shallowRef<{ id: CommandId } | null>(null)
  /** A case that a link named and this machine does not have yet. */
  let awaited: string | null = null

  function attach(to: Caller): void {
    caller = to
    to.on('wanted', () => void take())
    to.on('command', ({ id }) => { command.value = { id } })
  }

  /** Shows the case that a link from outside names. */
  async function take(): Promise<void> {
    if (caller === null || session.phase.kind !== 'ready') return
    const asked = await caller.call('wanted', {})
    if (!asked.ok || asked.value.caseId === null) return
    awaited = asked.value.caseId
    if (!arrive()) useUndo().tell(`Case ${awaited} is not in this workspace, or is not read yet: it opens here once it is`)
  }

  function arrive(): boolean {
    if (awaited === null || !cases.snapshots.has(awaited)) return false
    cases.openId = awaited
    awaited = null
    return true
  }

  /** Opens the case that was open here last, where it is on this machine; called once the workspace's cases are there. */
  function resume(): void {
    const here = session.workspace?.id
    if (here === undefined || resumed === here || session.phase.kind !== 'ready') return
    resumed = here
    const last = preferences.preferences.openCases[here]
    if (cases.openId === null && last !== undefined && cases.snapshots.has(last)) cases.openId = last
  }

  function remember(caseId: string | null): void {
    const here = session.workspace?.id
    if (here === undefined || resumed !== here || session.phase.kind !== 'ready') return
    const { openCases } = preferences.preferences
    if ((openCases[here] ?? null) === caseId) return
    preferences.change({ openCases: withCase(openCases, here, caseId) })
  }

  watch(() => session.phase.kind, (kind) => {
    if (kind !== 'ready') {
      resumed = null
      return
    }
    resume()
    void take()
  }, { immediate: true, flush: 'sync' })
  watch(() => cases.snapshots.size, arrive)
  watch(() => cases.openId, remember, { flush: 'sync' })

  return { command, attach }
})

/** The one used last stands last; the one not used for longest is forgotten. */
function withCase(open: Preferences['openCases'], workspaceId: string, caseId: string | null): Preferences['openCases'] {
  const others = Object.entries(open).filter(([id]) => id !== workspaceId)
  const own: Array<[string, string]> = caseId === null ? [] : [[workspaceId, caseId]]
  return Object.fromEntries([...others, ...own].slice(-MOST_WORKSPACES))
}
