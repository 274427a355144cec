import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Caller } from '#channel/caller'
import type { Damage, Output, Workspace } from '#channel/protocol'
import type { Edit } from '#domain/edit'
import { useCases } from './cases'
import { useOutbox } from './outbox'
import { useSync } from './sync'

export type Phase = { kind: 'starting' } | { kind: 'ready' } | { kind: 'failed', code: string, message: string }

/** The page's tie to its host: which workspace is open, and what can be asked of the host. */
export const useSession = defineStore('session', () => {
  const phase = shallowRef<Phase>({ kind: 'starting' })
  const workspace = shallowRef<Workspace | null>(null)
  const shell = ref<'electron' | 'chromium' | null>(null)
  const damage = shallowRef<readonly Damage[]>([])
  /** Rows of this machine's database that could not be read; they are kept aside. */
  const quarantined = ref(0)
  /** Null outside the practice workspace. */
  const practice = shallowRef<{ cut: boolean } | null>(null)

  async function start(_caller: Caller): Promise<void> {}
  /** Resolves when both logs hold the edits, or with the reason in {@link useOutbox}.unsaved. */
  async function record(_edits: readonly Edit[]): Promise<void> {}
  async function setCut(_cut: boolean): Promise<void> {}
  async function resetPractice(): Promise<void> {}
  async function profiles(): Promise<Output<'profiles'> | null> { return null }
  async function choose(_profile: string | null): Promise<void> {}
  async function tryNow(): Promise<void> {}
  async function refresh(_caseId: string | null): Promise<void> {}

  void useCases
  void useOutbox
  void useSync
  return { phase, workspace, shell, damage, quarantined, practice, start, record, setCut, resetPractice, profiles, choose, tryNow, refresh }
})
