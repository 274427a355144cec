import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { field, openCase, retype, saved, SENT, settles, standing } from './screen'

const desk = newDesk()
beforeAll(() => desk.open())
afterAll(() => desk.service.restore())

const article = (caseId: string) => desk.page.getByRole('article', { name: `Case ${caseId}` })
const kept = async () => readFile(path.join(desk.machine.data, 'settings.json'), 'utf8')

it('opens the case again that was open, and looks as it was left', async () => {
  await openCase(desk.page, CASES.tor)
  await desk.page.keyboard.press('ControlOrMeta+k')
  await desk.page.keyboard.type('dark colours')
  await desk.page.keyboard.press('Enter')
  await settles('the preferences', kept, text => text.includes(CASES.tor) && text.includes('"theme":"dark"'))
  await desk.close()
  await desk.open()
  await article(CASES.tor).waitFor()
  expect(await desk.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
})

it('stands where it stood', async () => {
  await desk.close()
  const file = path.join(desk.machine.data, 'window-chromium.json')
  await writeFile(file, JSON.stringify({ x: 40, y: 30, width: 1100, height: 700, maximized: false }))
  await desk.open()
  await settles('its size', () => desk.page.evaluate(() => [window.outerWidth, window.outerHeight]), ([width, height]) => width === 1100 && height === 700)
})

it('opens the case that a link names, in a start of its own or in the app that runs', async () => {
  await desk.close()
  await desk.open({ args: ['--profile', 'responder', `fieldcase://case/${CASES.key}`] })
  await article(CASES.key).waitFor()
})

it('explains, before it closes over unsent edits, that they are saved, and goes on sending where that is wanted', async () => {
  await openCase(desk.page, CASES.snapshot)
  desk.service.cut()
  await retype(desk.page, 'Title', 'Sent after the window was closed')
  await saved(desk.page, 1)
  await standing(desk.page, 'Offline')
  const ask = async () => {
    await desk.page.keyboard.press('ControlOrMeta+k')
    await desk.page.keyboard.type('close fieldcase')
    await desk.page.keyboard.press('Enter')
  }
  const question = desk.page.getByRole('dialog', { name: '1 edit is not sent yet' })
  await ask()
  await question.getByText('It is saved on this machine, and is sent when Fieldcase runs again. Nothing is lost by closing.').waitFor()
  await question.getByRole('button', { name: 'Stay' }).press('Enter')
  await question.waitFor({ state: 'detached' })
  await ask()
  await question.getByRole('button', { name: 'Close, and go on sending in the background' }).press('Enter')
  await desk.machine.browserGone()
  expect(desk.app.process.exitCode).toBe(null)
  expect(desk.app.stderr()).toContain('sending goes on until 1 edit is sent')
  desk.service.restore()
  await settles('the title to arrive', () => desk.service.case(CASES.snapshot).title, title => title === 'Sent after the window was closed')
  expect(await desk.app.exited).toBe(0)
  expect(desk.app.stderr()).toContain('Everything is sent: Fieldcase ends.')
})

it('shows all as sent at the next start', async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await article(CASES.snapshot).waitFor()
  expect(await field(desk.page, 'Title').inputValue()).toBe('Sent after the window was closed')
})
