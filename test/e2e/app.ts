import { afterAll, beforeAll, expect, vi } from 'vitest'
import type { Page } from 'playwright-core'
import type { Practice } from '#practice/practice'
import type { RunningApp } from '../shell/harness'
import { type Machine, newMachine, startService } from '../support/machine'

/** Each test starts a browser or works in one, on machines that do other work as well. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** Where one responder works: a machine of their own, the service beside it, and the app. */
export interface Desk {
  readonly machine: Machine
  readonly service: Practice
  /** The app that was opened last, and its page. */
  readonly app: RunningApp
  readonly page: Page
  /** Opens the app, on that service or the desk's own. */
  open(how?: { service?: Practice, args?: readonly string[] }): Promise<void>
  /** Closes the app in good order. */
  close(): Promise<void>
  /** The link of an app that is offline is back, and the responder has it tried at once. */
  reconnect(): Promise<void>
}

/** Has the tests of the file that calls it share a desk: it is there before its first hook and gone after its last. */
export function newDesk(options: Parameters<typeof newMachine>[0] = {}): Desk {
  let machine: Machine
  let service: Practice
  let app: RunningApp
  beforeAll(async () => {
    machine = await newMachine(options)
    service = await startService(machine)
  })
  afterAll(() => machine.remove())

  return {
    get machine() { return machine },
    get service() { return service },
    get app() { return app },
    get page() { return app.page },
    async open({ service: other = service, args } = {}) { app = await machine.openOn(other, args) },
    async close() {
      expect(await app.close()).toBe(0)
      await machine.browserGone()
    },
    async reconnect() {
      // Focused before and pressed after: once the app has found out by itself, the button is gone.
      await app.page.getByRole('button', { name: 'Try now' }).focus()
      service.restore()
      await app.page.keyboard.press('Enter')
    },
  }
}

export * from '../support/machine'
