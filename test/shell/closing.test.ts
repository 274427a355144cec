import { expect, it } from 'vitest'
import { type Closing, createClosing } from '#shell/electron-closing'
import { goesOn, goingOnWords, type Sending, wentOnWords } from '#shell/going-on'
import { settled } from '../support/fake-timers'

const WAITING: Sending = { waiting: 2, held: 0, drain: 'draining', paused: false }

it.each<[Partial<Sending>, boolean, boolean]>([
  [{}, false, true],
  [{ waiting: 0, held: 3 }, true, false],
  [{ drain: 'offline' }, false, false],
  [{ drain: 'offline' }, true, true],
  [{ drain: 'signedOut' }, true, false],
  [{ paused: true }, true, false],
])('without a window, %j and asked to go on (%j): goes on %j', (part, asked, on) => {
  expect(goesOn({ ...WAITING, ...part }, asked)).toBe(on)
})

it('says what goes on, and what became of it', () => {
  expect(goingOnWords({ ...WAITING, waiting: 1 })).toBe('The window is closed; sending goes on until 1 edit is sent. Start Fieldcase again to see it.')
  expect(wentOnWords({ ...WAITING, waiting: 0 })).toBe('Everything is sent: Fieldcase ends.')
  expect(wentOnWords({ ...WAITING, drain: 'offline' })).toBe('2 edits stay saved on this machine, and are sent when Fieldcase runs again: there is no link.')
  expect(wentOnWords({ ...WAITING, waiting: 0, held: 1 })).toBe('All is sent that can be: 1 edit stays saved on this machine and needs you. Fieldcase ends.')
})

/**
 * A window of Electron's and all around it, as far as closing is concerned. `leaves`: the answer where the page has what is not
 * saved; null where it has not.
 */
function desk(answer: 'goOn' | 'close' | 'stay', sending: Sending, leaves: boolean | null = null) {
  const log: string[] = []
  let close: (event: { preventDefault(): void }) => void = () => {}
  let unload: (event: { preventDefault(): void }) => void = () => {}
  let now = sending
  let listen = (): void => {}
  const window = {
    on: (_: 'close', listener: typeof close) => { close = listener },
    hide: () => void log.push('hidden'),
    webContents: { on: (_: 'will-prevent-unload', listener: typeof unload) => { unload = listener } },
    close() {
      let prevented = false
      close({ preventDefault: () => { prevented = true } })
      if (prevented) return
      let goes = leaves === null
      if (!goes) unload({ preventDefault: () => { goes = true } })
      if (goes) log.push('closed')
    },
  }
  const closing: Closing = createClosing({
    window,
    host: {
      sending: async () => now,
      onChange: (heard) => {
        listen = heard
        return () => { listen = () => {} }
      },
    },
    ask: async ({ title }) => {
      log.push(title)
      return answer
    },
    askLeaving() {
      log.push('leave?')
      return leaves === true
    },
    tray: { show: words => void log.push(`tray: ${words}`), hide: () => void log.push('no tray') },
    log: line => void log.push(line),
  })
  return {
    log,
    closing,
    async close() {
      window.close()
      await settled()
    },
    async becomes(next: Partial<Sending>) {
      now = { ...now, ...next }
      listen()
      await settled()
    },
  }
}

it('closes a window at once where everything is sent', async () => {
  const { log, close } = desk('stay', { ...WAITING, waiting: 0 })
  await close()
  expect(log).toEqual(['closed'])
})

it('asks before it closes over unsent edits, and stays or closes as told', async () => {
  const staying = desk('stay', WAITING)
  await staying.close()
  await staying.close()
  expect(staying.log).toEqual(['2 edits are not sent yet', '2 edits are not sent yet'])
  const closed = desk('close', WAITING)
  await closed.close()
  expect(closed.log).toEqual(['2 edits are not sent yet', 'closed'])
})

it('goes on in the tray until all is sent, and then ends', async () => {
  const { log, close, becomes } = desk('goOn', WAITING)
  await close()
  await becomes({ waiting: 1, drain: 'offline' })
  await becomes({ waiting: 0, drain: 'idle' })
  expect(log).toEqual([
    '2 edits are not sent yet', 'hidden', 'tray: 2 edits are not sent yet', 'tray: 1 edit is not sent yet',
    'Everything is sent: Fieldcase ends.', 'no tray', 'closed',
  ])
})

it('comes back from the tray, and asks again the next time', async () => {
  const { log, close, closing, becomes } = desk('goOn', WAITING)
  await close()
  closing.back()
  await becomes({ waiting: 0 })
  await becomes({ waiting: 2 })
  await close()
  expect(log.filter(line => line === '2 edits are not sent yet')).toHaveLength(2)
  expect(log).not.toContain('closed')
})

it('does as the page has asked already, without asking again', async () => {
  const leaving = desk('stay', WAITING)
  leaving.closing.leave({ goOn: false })
  expect(leaving.log).toEqual(['closed'])
  const going = desk('stay', WAITING)
  going.closing.leave({ goOn: true })
  await settled()
  expect(going.log).toEqual(['hidden', 'tray: 2 edits are not sent yet'])
})

it('asks about unsent edits again where the responder stayed for what is not saved', async () => {
  const staying = desk('close', WAITING, false)
  await staying.close()
  await staying.close()
  const once = ['2 edits are not sent yet', 'leave?']
  expect(staying.log).toEqual([...once, ...once])
  const leaving = desk('close', WAITING, true)
  await leaving.close()
  expect(leaving.log).toEqual([...once, 'closed'])
})
