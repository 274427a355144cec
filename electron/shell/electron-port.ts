import type { Port } from '#channel/port'
import { IPC_CHANNEL } from './ipc-channel'
import { createHostEnd } from './kept-port'
import { ELECTRON_ORIGIN } from './origins'

/** What is used of Electron's WebFrameMain. */
export interface Frame { readonly frameTreeNodeId: number, readonly origin: string, readonly parent: object | null }

/** What is used of Electron's ipcMain. */
export interface IpcReceiver {
  on(channel: string, listener: (event: { readonly senderFrame: Frame | null }, ...args: unknown[]) => void): unknown
}

/** What is used of Electron's WebContents. */
export interface PageContents {
  readonly mainFrame: Frame
  isDestroyed(): boolean
  send(channel: string, text: string): void
  on(event: 'render-process-gone', listener: () => void): unknown
}

/** Only the window's main frame with the app in it is heard; a frame that is gone already is null. */
function isAppFrame(sender: Frame | null, mainFrame: Frame): boolean {
  return sender !== null && sender.parent === null && sender.frameTreeNodeId === mainFrame.frameTreeNodeId
    && sender.origin === ELECTRON_ORIGIN
}

/** The host's end of the channel to the page in `contents`. */
export function createElectronPort(ipc: IpcReceiver, contents: PageContents): Port {
  const end = createHostEnd((text) => {
    if (!contents.isDestroyed()) contents.send(IPC_CHANNEL, text)
  })
  contents.on('render-process-gone', () => end.gone())
  ipc.on(IPC_CHANNEL, ({ senderFrame }, text) => {
    if (contents.isDestroyed() || !isAppFrame(senderFrame, contents.mainFrame)) return
    if (typeof text === 'string') end.received(text)
  })
  return end.port
}
