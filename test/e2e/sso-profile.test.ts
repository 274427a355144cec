import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CASES, CONFIG, newDesk, PROFILE, signIn, writeConfig } from './app'
import { field, focused, openCase, retype, saved, SENT, settles, standing } from './screen'

const desk = newDesk()
beforeEach(() => { desk.service.log.clear() })
afterEach(() => desk.app.close())

const calls = (operation: string) => desk.service.log.entries.filter(entry => entry.operation === operation)

it('lists the cases of a profile and sends an edit once, signed as the profile\'s role', async () => {
  await desk.open()
  const { page } = desk
  await openCase(page, CASES.tor)
  expect(await page.getByRole('listbox', { name: 'Cases' }).getByRole('option').count()).toBe(14)
  expect(await page.getByText('nothing here reaches AWS').count()).toBe(0)
  await page.getByRole('button', { name: `Workspace: ${PROFILE}` }).waitFor()

  await retype(page, 'Title', 'Tor exit nodes, third wave')
  await settles('the call', () => calls('UpdateCase').length, count => count > 0)
  await standing(page, SENT)
  expect(calls('GetRoleCredentials')).toMatchObject([{ status: 200 }])
  expect(calls('UpdateCase')).toMatchObject([{ caseId: CASES.tor, status: 200, principal: desk.service.principal, delivered: true }])
  expect(desk.service.case(CASES.tor).title).toBe('Tor exit nodes, third wave')
})

it('asks to sign in when the session has ended, keeps the edits, and goes on by itself after the sign-in', async () => {
  await signIn(desk.machine, 'a token that the portal knows no more')
  await desk.open()
  const { page } = desk
  await standing(page, 'Signed out')
  await standing(page, `aws sso login --profile ${PROFILE}`)
  await openCase(page, CASES.dns)
  await retype(page, 'Title', 'DNS tunnelling stopped')
  await saved(page, 1)
  expect(calls('GetRoleCredentials').map(({ status }) => status)).toContain(401)
  expect(calls('UpdateCase')).toEqual([])

  await signIn(desk.machine, desk.service.ssoToken)
  await settles('the edit to arrive', () => desk.service.case(CASES.dns).title, title => title === 'DNS tunnelling stopped')
  await standing(page, SENT)
  expect(calls('UpdateCase')).toHaveLength(1)
})

it('opens the profile chosen in the status bar, and the same one after a restart', async () => {
  await desk.open({ args: [] })
  const { page } = desk
  await page.getByText('Practice: nothing here reaches AWS').waitFor()
  await page.getByRole('button', { name: 'Workspace: Practice' }).press('Enter')
  await page.getByRole('menuitemradio', { name: 'Practice', checked: true }).waitFor()
  await settles('the focus in the menu', () => focused(page), name => name?.startsWith('Practice') === true)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: `Workspace: ${PROFILE}` }).waitFor()
  await page.getByText('Practice: nothing here reaches AWS').waitFor({ state: 'detached' })
  await openCase(page, CASES.tor)
  expect(await field(page, 'Title').inputValue()).toBe('Tor exit nodes, third wave')

  await desk.app.close()
  await desk.open({ args: [] })
  await desk.page.getByRole('button', { name: `Workspace: ${PROFILE}` }).waitFor()
})

it('names file and line of a damaged AWS config, and offers what else stands in it', async () => {
  const damaged = `${CONFIG}\n[profile broken\nregion = eu-west-1\n`
  await writeConfig(desk.machine, damaged)
  await desk.open({ args: [] })
  const { page } = desk
  await page.getByRole('button', { name: /^Workspace: / }).press('Enter')
  const menu = page.getByRole('menu', { name: /^Workspace: / })
  const line = damaged.split('\n').indexOf('[profile broken') + 1
  await menu.getByText(`${path.join(desk.machine.home, '.aws/config')}, line ${line}:`).waitFor()
  await menu.getByRole('menuitemradio', { name: PROFILE, checked: true }).waitFor()
})
