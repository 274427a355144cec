import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Caller } from '#channel/caller'
import type { Result } from '#channel/errors'
import { failure } from '#channel/errors'
import type { Input, Output, RequestName } from '#channel/protocol'
import type { NewProfile, Portal, SigningIn, SignInTarget, SignInWay } from '#domain/sign-in'
import { useSession } from './session'

/** Signing in and out, as the host does it: one sign-in at a time, for the open workspace's profile or for one that is being made. */
export const useSignIn = defineStore('signIn', () => {
  const session = useSession()
  const signing = shallowRef<SigningIn>({ step: 'idle' })
  /** What is asked of the responder over all else. */
  const sheet = ref<'signIn' | 'signOut' | 'newProfile' | null>(null)
  /** Counts the changes of the shared config that were heard of. */
  const configs = ref(0)
  /** Whom the sign-in under way, or the last one, was for. */
  const target = shallowRef<SignInTarget | null>(null)
  let caller: Caller | null = null

  const busy = computed(() => !['idle', 'done', 'failed'].includes(signing.value.step))

  function attach(to: Caller): void {
    caller = to
    to.on('signingIn', (now) => { signing.value = now })
    to.on('profiles', () => { configs.value += 1 })
    void ask('signingIn', {}).then((now) => { if (now.ok) signing.value = now.value })
  }

  async function ask<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
    return await caller?.call(name, input) ?? failure('closed', 'Fieldcase is still starting.')
  }

  /** Begins a sign-in, in place of one under way. */
  async function begin(whom: SignInTarget, way: SignInWay): Promise<void> {
    target.value = whom
    signing.value = { step: 'starting' }
    const asked = await ask('signIn', { target: whom, way })
    if (!asked.ok) signing.value = { step: 'failed', reason: 'refused', message: asked.error.message }
  }

  /** Signs in the profile of the open workspace. */
  function signIn(way: SignInWay = 'browser'): void {
    const profile = session.workspace?.profile
    if (profile == null) return
    sheet.value = 'signIn'
    void begin({ kind: 'profile', profile }, way)
  }

  /** The same sign-in once more, or by the other way. */
  function again(way: SignInWay): void {
    if (target.value !== null) void begin(target.value, way)
  }

  async function cancel(): Promise<void> {
    await ask('cancelSignIn', {})
    signing.value = { step: 'idle' }
  }

  const signOut = (profile: string) => ask('signOut', { profile })
  const accounts = (portal: Portal) => ask('portalAccounts', { portal })
  const roles = (portal: Portal, account: string) => ask('portalRoles', { portal, account })
  const create = (profile: NewProfile) => ask('createProfile', { profile })

  return { signing, busy, sheet, configs, target, attach, begin, signIn, again, cancel, signOut, accounts, roles, create }
})
