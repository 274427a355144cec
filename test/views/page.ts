import { flushPromises, mount } from '@vue/test-utils'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import { createCaller } from '#channel/caller'
import type { EventPayload } from '#channel/protocol'
import type { Handlers, Served } from '#channel/serve'
import { serve } from '#channel/serve'
import type { Snapshot } from '#domain/case'
import type { Edit } from '#domain/edit'
import type { HeldReason, Outcome } from '#domain/outcome'
import { DEFAULT_PREFERENCES } from '#domain/preferences'
import { useCases } from '#state/cases'
import { useDesk } from '#state/desk'
import { useSession } from '#state/session'
import { useSignIn } from '#state/sign-in'
import App from '../../src/App.vue'
import { createPortPair } from '../support/port-pair'
import { stubHandlers } from '../support/stub-handlers'

export const GENERATION = 'generation-of-this-test'

export interface Page {
  /** Edits the host was handed, in order. */
  recorded: Edit[]
  served: Served
  /** The host tells that these are held. */
  hold(edits: readonly Edit[], reason: HeldReason): Promise<void>
  /** The host tells that a call with these has landed. */
  send(edits: readonly Edit[]): Promise<void>
  /** The host tells of outcomes of its own. */
  conclude(outcomes: readonly Outcome[]): Promise<void>
  read(snapshots: readonly Snapshot[]): Promise<void>
  status(status: EventPayload<'status'>): Promise<void>
  /** The control of that role and name on the screen; throws where there is none, or more than one. */
  find(role: string, name: string | RegExp): HTMLElement
  has(role: string, name: string | RegExp): boolean
  press(key: string, options?: KeyboardEventInit): Promise<void>
  type(control: HTMLElement, text: string): Promise<void>
  close(): void
}

/** The whole page over a host that takes every edit, sends nothing and for the rest answers as `own` does; the first case is open. */
export async function openPage(snapshots: readonly Snapshot[], own: Partial<Handlers> = {}): Promise<Page> {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  const recorded: Edit[] = []
  const pair = createPortPair()
  let seq = 0
  const served = serve(pair.host, stubHandlers({
    workspace: async () => ({
      ok: true,
      value: {
        workspace: { id: 'practice', practice: true, profile: null, account: null, region: 'eu-west-1' },
        shell: 'chromium', generation: GENERATION, damage: [], database: { aside: null, remembered: null },
      },
    }),
    reconcile: async () => ({ ok: true, value: { missing: [], refill: [] } }),
    outcomes: async () => ({ ok: true, value: { outcomes: [], more: false } }),
    acknowledge: async () => ({ ok: true, value: {} }),
    practice: async ({ action }) => ({ ok: true, value: { cut: action === 'cut', rehearsal: null } }),
    record: async ({ edits }) => {
      recorded.push(...edits.map(({ edit }) => edit))
      return { ok: true, value: {} }
    },
    preferences: async () => ({ ok: true, value: { ...DEFAULT_PREFERENCES, welcomed: true } }),
    reports: async () => ({ ok: true, value: { reports: [] } }),
    history: async () => ({ ok: true, value: { entries: [], more: false } }),
    ...own,
  }), { onDefect: (error) => { throw error } })
  const pinia = createPinia()
  setActivePinia(pinia)
  const wrapper = mount(App, { global: { plugins: [pinia] }, attachTo: document.body })
  const caller = createCaller(pair.page)
  useDesk().attach(caller)
  useSignIn().attach(caller)
  await useSession().start(caller)
  served.emit('snapshots', { snapshots: [...snapshots] })
  await settle(() => useCases().snapshots.size === snapshots.length)
  useCases().openId = snapshots[0]?.caseId ?? null
  await flushPromises()

  async function tell(edits: readonly Edit[], result: Outcome['result']): Promise<void> {
    const caseId = edits[0]?.caseId ?? ''
    seq += 1
    served.emit('outcomes', { generation: GENERATION, outcomes: [{ seq, at: Date.now(), caseId, edits: edits.map(({ id }) => id), result }] })
    await settle()
  }

  const all = (role: string, name: string | RegExp): HTMLElement[] =>
    [...document.body.querySelectorAll<HTMLElement>('*')].filter(element => roleOf(element) === role && matches(nameOf(element), name))

  return {
    recorded,
    served,
    hold: (edits, reason) => tell(edits, { kind: 'held', reason }),
    send: edits => tell(edits, { kind: 'sent', requestId: 'r-1', wrote: { set: {}, add: {}, remove: {}, put: [] }, intent: '0199c000-0000-7000-8000-0000000000ff', meant: {} }),
    async conclude(outcomes) {
      seq = outcomes.at(-1)?.seq ?? seq
      served.emit('outcomes', { generation: GENERATION, outcomes: [...outcomes] })
      await settle()
    },
    async read(changed) {
      served.emit('snapshots', { snapshots: [...changed] })
      await settle()
    },
    async status(status) {
      served.emit('status', status)
      await settle()
    },
    find(role, name) {
      const [first, ...others] = all(role, name)
      if (first === undefined || others.length > 0) throw new Error(`${others.length + Number(first !== undefined)} of role ${role} named ${String(name)}`)
      return first
    },
    has: (role, name) => all(role, name).length > 0,
    async press(key, options) {
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }))
      await settle()
    },
    async type(control, text) {
      if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) throw new Error('Nothing can be typed there.')
      control.focus()
      control.value = text
      control.dispatchEvent(new Event('input', { bubbles: true }))
      await flushPromises()
    },
    close() {
      wrapper.unmount()
      served.close()
      vi.unstubAllGlobals()
    },
  }
}

/** Lets page, database and host come to rest: each hop between them is a turn or a few of the event loop. */
export async function settle(done: () => boolean = () => true): Promise<void> {
  const deadline = performance.now() + 5000
  for (let turn = 0; turn < 40 || (!done() && performance.now() < deadline); turn += 1) {
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  await flushPromises()
}

const TAG_ROLES: Record<string, string> = { BUTTON: 'button', TEXTAREA: 'textbox', SELECT: 'combobox', ARTICLE: 'article', DIALOG: 'dialog', UL: 'list', ASIDE: 'complementary', MAIN: 'main' }
const INPUT_ROLES: Record<string, string> = { search: 'searchbox', radio: 'radio' }

function roleOf(element: HTMLElement): string | null {
  const own = element.getAttribute('role')
  if (own !== null) return own
  if (element instanceof HTMLInputElement) return INPUT_ROLES[element.type] ?? 'textbox'
  return TAG_ROLES[element.tagName] ?? (element.tagName === 'SECTION' && element.hasAttribute('aria-label') ? 'region' : null)
}

function nameOf(element: HTMLElement): string {
  const labelled = element.getAttribute('aria-labelledby')
  const label = element.getAttribute('aria-label')
    ?? (labelled === null ? null : document.getElementById(labelled)?.textContent)
    ?? (element.id === '' ? null : document.querySelector(`label[for="${element.id}"]`)?.textContent)
    ?? element.closest('label')?.textContent
    ?? element.textContent
  return label.replace(/\s+/g, ' ').trim()
}

function matches(text: string, name: string | RegExp): boolean {
  return typeof name === 'string' ? text === name : name.test(text)
}
