import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import { openJournal } from '#journal/journal'
import { type Practice, startPractice } from '#practice/practice'
import type { Edit } from '#domain/edit'
import { standing } from '../e2e/screen'
import type { RunningApp } from '../shell/harness'
import { journalOf, type Machine, newMachine, PROFILE, signIn, writeConfig } from '../support/machine'
import { caseIds, type Nights, nights, writeSeeds } from './night'

/** A machine, a service with cases in this process, and an app that has read all of them and is closed again. */
export interface Stage {
  machine: Machine
  service: Practice
  cases: readonly string[]
  nights: Nights
  /** Opens the app with the link cut, and waits until it shows what waits. */
  openOffline(): Promise<RunningApp>
  open(): Promise<RunningApp>
  /** Ends the app and waits for its browser too. */
  close(app: RunningApp): Promise<void>
  /** Puts edits where the page would have handed them over; no app may be open. */
  record(edits: readonly Edit[]): Promise<void>
  /** Keeps the app's data as they are, or puts them back; no app may be open. */
  keep(): Promise<void>
  putBack(): Promise<void>
  end(): Promise<void>
}

const AT_ONCE = 5_000
/** The largest outbox is filled and drawn within this, in milliseconds. */
const LONGEST_MS = 300_000

export async function setStage(cases: number): Promise<Stage> {
  const machine = await newMachine()
  try {
    const folder = path.join(machine.folder, 'service')
    const service = await startPractice({ folder, seedFolder: await writeSeeds(path.join(machine.folder, 'seeds'), cases) })
    machine.atEnd(() => service.close())
    await writeConfig(machine)
    await signIn(machine, service.ssoToken)
    const stage = onStage(machine, service, cases)
    const app = await stage.open()
    // What the host has read before the page was there it reads once more.
    await app.page.locator(`[role=option][aria-setsize="${cases}"]`).first().waitFor()
    await standing(app.page, /Online(?!.*Reading).*Everything is sent/)
    await stage.close(app)
    return stage
  }
  catch (error) {
    await machine.remove()
    throw error
  }
}

function onStage(machine: Machine, service: Practice, cases: number): Stage {
  const kept = path.join(machine.folder, 'kept')

  async function open(): Promise<RunningApp> {
    const app = await machine.openOn(service, ['--profile', PROFILE])
    app.page.setDefaultTimeout(LONGEST_MS)
    return app
  }

  return {
    machine,
    service,
    cases: caseIds(cases),
    nights: nights(caseIds(cases)),
    open,
    async openOffline() {
      service.cut()
      const app = await open()
      await standing(app.page, 'Offline')
      await standing(app.page, /unsent, saved on this machine|Nothing waits/)
      return app
    },
    async close(app) {
      await app.close()
      await machine.browserGone()
    },
    async record(edits) {
      const { journal, close } = await openJournal({ folder: journalOf(machine) })
      for (let at = 0; at < edits.length; at += AT_ONCE) {
        await journal.record(edits.slice(at, at + AT_ONCE).map(edit => ({ edit, generation: journal.generation })))
      }
      await close()
    },
    async keep() {
      await rm(kept, { recursive: true, force: true })
      await cp(machine.data, kept, { recursive: true })
    },
    async putBack() {
      await rm(machine.data, { recursive: true, force: true })
      await cp(kept, machine.data, { recursive: true })
    },
    end: () => machine.remove(),
  }
}
