import type { Page } from 'playwright-core'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { type Machine, newMachine } from '../support/machine'

export const SIZE = { width: 1280, height: 800 }

/** Whoever looks at the states of a scene. */
export interface Onlooker {
  /** A page has just been opened: it may be prepared, or opened again. */
  opened(page: Page): Promise<void>
  /** The page is in the state of that name. */
  see(state: string, page: Page): Promise<void>
}

/** Leads the app through states, on a machine of its own; each is reached as a responder would. */
export type Scene = (onlooker: Onlooker) => Promise<void>

/** Runs a scene's acts on a machine that is removed afterwards. */
export async function onMachine(options: Parameters<typeof newMachine>[0], acts: (machine: Machine) => Promise<void>): Promise<void> {
  const machine = await newMachine(options)
  try {
    await acts(machine)
  }
  finally {
    await machine.remove()
  }
}

/** Prepares a page that has just been opened. */
export async function begin(page: Page, onlooker: Onlooker): Promise<Page> {
  await page.setViewportSize(SIZE)
  await onlooker.opened(page)
  return page
}

/** Leaves a service without any case, as a membership is on its first day. */
export async function withoutCases({ folder }: Machine): Promise<void> {
  const state = { version: 1, secret: randomBytes(32).toString('hex'), ssoToken: randomBytes(48).toString('base64url'), cases: [] }
  await mkdir(path.join(folder, 'service'), { recursive: true })
  await writeFile(path.join(folder, 'service/state.json'), JSON.stringify(state))
}
