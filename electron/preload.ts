import { contextBridge, ipcRenderer } from 'electron'
import { PORT_GLOBAL } from '#channel/port'
import { IPC_CHANNEL } from '#shell/ipc-channel'
import { createPagePort } from '#shell/page-port'

// The page gets two functions that take and give text; never ipcRenderer, never an event.
contextBridge.exposeInMainWorld(PORT_GLOBAL, createPagePort({
  send: text => ipcRenderer.send(IPC_CHANNEL, text),
  onText: receive => void ipcRenderer.on(IPC_CHANNEL, (_, text: unknown) => {
    if (typeof text === 'string') receive(text)
  }),
}))

// WebRTC looks up the names of its servers past the session's filter and proxy, and a name can carry data.
contextBridge.executeInMainWorld({
  func: () => {
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection')
    Reflect.deleteProperty(globalThis, 'webkitRTCPeerConnection')
  },
})
