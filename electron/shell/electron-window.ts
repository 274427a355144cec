import { BrowserWindow, dialog, type MenuItemConstructorOptions, type MessageBoxSyncOptions } from 'electron'
import { WEB_PREFERENCES } from './electron-security'
import { ELECTRON_ORIGIN } from './origins'

export interface ElectronWindow { window: BrowserWindow, load: () => Promise<void>, comeToFront: () => void }

/** Asked where the page has an edit that is not saved, and is closed or loaded again. */
const LEAVING = {
  type: 'warning',
  message: 'There are edits that are not saved.',
  detail: 'They are on the screen only, and are lost if you leave now.',
  buttons: ['Stay', 'Leave without saving'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
} satisfies MessageBoxSyncOptions
const LEAVE = 1

/** Not yet loaded: the port is made first, so that it misses nothing. */
export function createElectronWindow({ preload, devTools }: { preload: string, devTools: boolean }): ElectronWindow {
  const window = new BrowserWindow({
    title: 'Fieldcase',
    width: 1280,
    height: 860,
    show: false,
    webPreferences: { ...WEB_PREFERENCES, preload, devTools },
  })
  window.once('ready-to-show', () => window.show())
  // Without an answer of ours, Electron keeps the window open and says nothing.
  window.webContents.on('will-prevent-unload', (event) => {
    if (dialog.showMessageBoxSync(window, LEAVING) === LEAVE) event.preventDefault()
  })
  return {
    window,
    load: () => window.loadURL(`${ELECTRON_ORIGIN}/`),
    comeToFront() {
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}

/** Roles only: copy and paste need the menu on macOS. */
export function appMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  const mac: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  return [...mac, { role: 'fileMenu' }, { role: 'editMenu' }, { label: 'View', submenu: view }, { role: 'windowMenu' }]
}
