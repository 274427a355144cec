import { describe, expect, it } from 'vitest'
import { createElectronPort } from '#shell/electron-port'
import { IPC_CHANNEL } from '#shell/ipc-channel'
import { createPagePort } from '#shell/page-port'
import { handOf } from '../contract/page-hand'
import { portContract } from '../contract/port'
import { createFakeElectron } from './fake-electron'

portContract('the port over Electron\'s ipc', async () => {
  const electron = createFakeElectron()
  const { ipcRenderer, mainFrame, sendFrom } = electron
  const host = createElectronPort(electron.ipcMain, electron.contents)
  const load = () => handOf(createPagePort({
    send: text => ipcRenderer.send(IPC_CHANNEL, text),
    onText: receive => void ipcRenderer.on(IPC_CHANNEL, (_, text) => receive(String(text))),
  }))
  let page = load()
  const from = (frame: Parameters<typeof sendFrom>[0]) => async (text: string) => sendFrom(frame)(IPC_CHANNEL, text)
  return {
    host,
    page: {
      send: (...texts) => page.send(...texts),
      listen: () => page.listen(),
      received: count => page.received(count),
      sendLarge: length => page.sendLarge(length),
      receivedLarge: length => page.receivedLarge(length),
    },
    foreign: {
      'an iframe of the app': from({ ...mainFrame, frameTreeNodeId: 2, parent: mainFrame }),
      'an iframe that claims the main frame\'s number': from({ ...mainFrame, parent: mainFrame }),
      'the main frame at another origin': from({ ...mainFrame, origin: 'https://example.com' }),
      'another window': from({ ...mainFrame, frameTreeNodeId: 3 }),
      'a frame that is gone': from(null),
    },
    async reload() {
      electron.unload()
      page = load()
    },
    close: async () => {},
  }
})

describe('the port over Electron\'s ipc', () => {
  it('takes text only', async () => {
    const { ipcMain, contents, ipcRenderer } = createFakeElectron()
    const received: string[] = []
    createElectronPort(ipcMain, contents).onMessage(text => received.push(text))
    for (const value of [{ text: 'an object' }, 1, null, ['a list']]) ipcRenderer.send(IPC_CHANNEL, value)
    ipcRenderer.send(IPC_CHANNEL, 'a text')
    await new Promise(setImmediate)
    expect(received).toEqual(['a text'])
  })

  it('sends nothing into a window that is gone', () => {
    const { ipcMain, contents } = createFakeElectron()
    const gone = { ...contents, isDestroyed: () => true, send: () => { throw new Error('Object has been destroyed') } }
    expect(() => createElectronPort(ipcMain, gone).send('too late')).not.toThrow()
  })
})
