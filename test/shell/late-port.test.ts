import { expect, it } from 'vitest'
import { createLatePort } from '#shell/late-port'
import { handOf } from '../contract/page-hand'
import { portContract } from '../contract/port'
import { createPortPair } from '../support/port-pair'

portContract('the port of a host that started before its window', async () => {
  const { host, page } = createPortPair()
  const late = createLatePort()
  late.connect(host)
  return { host: late.port, page: handOf(page), foreign: {}, reload: async () => {}, close: async () => {} }
}, { reloads: false })

it('gives a window that opens late all that the host has said, in order, and the host all that the window says', async () => {
  const { host, page } = createPortPair()
  const late = createLatePort()
  const heard: string[] = []
  late.port.onMessage(text => heard.push(text))
  late.port.send('first')
  late.port.send('second')
  const hand = handOf(page)
  await hand.listen()
  late.connect(host)
  late.port.send('third')
  expect(await hand.received(3)).toEqual(['first', 'second', 'third'])
  await hand.send('from the window')
  await expect.poll(() => heard).toEqual(['from the window'])
})
