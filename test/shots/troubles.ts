import { rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startPractice } from '#practice/practice'
import { add, field, openCase, retype, saved, SENT, standing } from '../e2e/screen'
import { writeSeeds } from '../bench/night'
import { CASES, signIn, startService, writeConfig } from '../support/machine'
import { mountSmallDisk } from '../support/small-disk'
import { begin, onMachine, type Scene, withoutCases } from './scene'

const MB = 1024 * 1024

/** The first start, step by step, on a machine with a profile. */
export const firstStart: Scene = onlooker => onMachine({ first: true }, async (machine) => {
  await startService(machine)
  const page = await begin((await machine.open()).page, onlooker)
  await page.getByRole('radio', { name: /in account/ }).waitFor()
  for (const [heading, state] of [['Where do you want to work?', 'first-start'], ['In which region?', 'first-start-region'], ['Ready', 'first-start-ready']] as const) {
    await page.getByRole('heading', { name: heading }).waitFor()
    await onlooker.see(state, page)
    if (state === 'first-start') await page.getByRole('radio', { name: /in account/ }).check()
    if (heading !== 'Ready') await page.getByRole('button', { name: 'Continue' }).press('Enter')
  }
})

/** The practice workspace: its band, its rehearsals, and the question before it begins anew. */
export const practice: Scene = onlooker => onMachine({}, async (machine) => {
  const page = await begin((await machine.open()).page, onlooker)
  await openCase(page, CASES.tor)
  await onlooker.see('practice', page)
  await page.getByRole('button', { name: 'Rehearse' }).press('Enter')
  await page.getByRole('menu', { name: /^Rehears/ }).waitFor()
  await onlooker.see('rehearsals', page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Workspace: / }).press('Enter')
  await page.getByRole('menu', { name: /^Workspace/ }).waitFor()
  await onlooker.see('workspaces', page)
})

/** The session with the portal has ended, and one edit waits. */
export const signedOut: Scene = onlooker => onMachine({}, async (machine) => {
  const service = await startService(machine)
  const first = await machine.openOn(service)
  await openCase(first.page, CASES.dns)
  await first.close()
  await machine.browserGone()
  await signIn(machine, 'a token that the portal knows no more')
  const page = await begin((await machine.openOn(service)).page, onlooker)
  await standing(page, 'Signed out')
  await openCase(page, CASES.dns)
  await retype(page, 'Title', 'DNS tunnelling stopped, resolver logs kept')
  await saved(page, 1)
  await onlooker.see('signed-out', page)
})

/** Nothing is typed in vain while there is no room; seen only where this user may mount a disk. */
export const fullDisk: Scene = async (onlooker) => {
  const disk = await mountSmallDisk(96 * MB)
  if (disk === null) return
  const ballast = path.join(disk.folder, 'ballast')
  await onMachine({ data: path.join(disk.folder, 'data') }, async (machine) => {
    const service = await startService(machine)
    const page = await begin((await machine.openOn(service)).page, onlooker)
    await standing(page, SENT)
    await openCase(page, CASES.lambda)
    service.cut()
    await add(page, 'Add a threat-actor address', '198.51.100.1')
    await saved(page, 1)
    const { bavail, bsize } = await statfs(disk.folder)
    await writeFile(ballast, Buffer.alloc(bavail * bsize - 3 * MB))
    await page.getByRole('alert').filter({ hasText: 'This disk is full' }).waitFor()
    await retype(page, 'Title', 'Typed on a full disk')
    await standing(page, '1 edit is not saved')
    await onlooker.see('full-disk', page)
    await rm(ballast)
    await saved(page, 2)
  }).finally(() => disk.remove())
}

/** A membership without a case yet. */
export const noCases: Scene = onlooker => onMachine({}, async (machine) => {
  await withoutCases(machine)
  const service = await startService(machine)
  const page = await begin((await machine.openOn(service)).page, onlooker)
  await standing(page, /Online/)
  await onlooker.see('empty', page)
})

/** More cases than anybody scrolls through, offline, with the search in use. */
export const thousands: Scene = onlooker => onMachine({}, async (machine) => {
  const seedFolder = await writeSeeds(path.join(machine.folder, 'seeds'), 3000)
  const service = await startPractice({ folder: path.join(machine.folder, 'service'), seedFolder })
  machine.atEnd(() => service.close())
  await writeConfig(machine)
  await signIn(machine, service.ssoToken)
  const page = await begin((await machine.openOn(service)).page, onlooker)
  await page.locator('[role=option][aria-setsize="3000"]').first().waitFor()
  await onlooker.see('thousands', page)
  await field(page, 'Search cases').focus()
  await page.keyboard.type('500000012')
  await onlooker.see('thousands-found', page)
})
