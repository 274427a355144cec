import { beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { openCase, retype, saved, SENT, settles, standing } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
  // What the system is asked to show, and a window that somebody looks away from: a headless one is always looked at.
  await desk.page.evaluate(() => {
    const shown: string[] = []
    Reflect.set(globalThis, 'shown', shown)
    Reflect.set(globalThis, 'Notification', class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        shown.push(`${title}: ${options?.body ?? ''}`)
      }
    })
  })
})

const shown = () => desk.page.evaluate((): unknown => Reflect.get(globalThis, 'shown'))
const look = (here: boolean) => desk.page.evaluate((is) => { Object.defineProperty(document, 'hasFocus', { value: () => is, configurable: true }) }, here)

async function sendLater(title: string): Promise<void> {
  desk.service.cut()
  await retype(desk.page, 'Title', title)
  await saved(desk.page, 1)
  await standing(desk.page, 'Offline')
  await desk.reconnect()
  await standing(desk.page, SENT)
}

it('may show notifications, and asks nobody for it', async () => {
  expect(await desk.page.evaluate(() => Notification.permission)).toBe('granted')
})

it('tells of the end of a drain while nobody looks, and names no case', async () => {
  await openCase(desk.page, CASES.lambda)
  await sendLater('Sent while it is looked at')
  expect(await shown()).toEqual([])
  await look(false)
  await sendLater('Sent while nobody looks')
  expect(await settles('the notification', shown, list => Array.isArray(list) && list.length > 0))
    .toEqual(['Everything is sent: All edits have reached the service.'])
})

it('tells nothing once the responder has said so', async () => {
  await desk.page.keyboard.press('ControlOrMeta+k')
  await desk.page.keyboard.type('notifications')
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('status', { name: 'Last action' }).getByText('Notifications are off').waitFor()
  await sendLater('Sent without a word')
  expect(await shown()).toHaveLength(1)
})
