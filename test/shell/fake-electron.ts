import { EventEmitter } from 'node:events'
import type { Frame, IpcReceiver, PageContents } from '#shell/electron-port'
import { ELECTRON_ORIGIN } from '#shell/origins'

/**
 * Electron's interfaces as far as the port uses them, in memory: structured clones of the arguments, each
 * message in a turn of its own, and frames that come and go.
 */
export function createFakeElectron() {
  const main = new EventEmitter()
  const renderer = new EventEmitter()
  const mainFrame: Frame = { frameTreeNodeId: 1, origin: ELECTRON_ORIGIN, parent: null }
  const ipcMain: IpcReceiver = { on: (channel, listener) => main.on(channel, listener) }
  const contents: PageContents = {
    mainFrame,
    isDestroyed: () => false,
    send: (channel, text) => queueMicrotask(() => renderer.emit(channel, {}, structuredClone(text))),
    on: (event, listener) => main.on(event, listener),
  }
  const sendFrom = (senderFrame: Frame | null) => (channel: string, ...args: unknown[]): void => {
    queueMicrotask(() => main.emit(channel, { senderFrame }, ...structuredClone(args)))
  }
  return {
    ipcMain,
    contents,
    mainFrame,
    sendFrom,
    ipcRenderer: {
      send: sendFrom(mainFrame),
      on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => renderer.on(channel, listener),
    },
    /** A document is gone, and with it whatever listened. */
    unload: () => renderer.removeAllListeners(),
  }
}
