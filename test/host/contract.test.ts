import { createElectronPort } from '#shell/electron-port'
import { IPC_CHANNEL } from '#shell/ipc-channel'
import { createPagePort } from '#shell/page-port'
import { hostContract } from '../contract/host'
import { createFakeElectron } from '../shell/fake-electron'
import { createPortPair } from '../support/port-pair'

hostContract('the host, over a pipe in memory', createPortPair)

hostContract('the host, over Electron\'s ipc', () => {
  const { ipcMain, ipcRenderer, contents } = createFakeElectron()
  const page = createPagePort({
    send: text => ipcRenderer.send(IPC_CHANNEL, text),
    onText: receive => void ipcRenderer.on(IPC_CHANNEL, (_, text) => receive(String(text))),
  })
  return { host: createElectronPort(ipcMain, contents), page }
})
