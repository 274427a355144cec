import { BrowserWindow, dialog, Menu, type MessageBoxSyncOptions, screen, Tray } from 'electron'
import type { ClosingWords } from '#domain/words/closing-words'
import { WEB_PREFERENCES } from './electron-security'
import { ELECTRON_ORIGIN } from './origins'
import { type Bounds, fitBounds } from './window-bounds'

export interface ElectronWindow { window: BrowserWindow, load: () => Promise<void>, comeToFront: () => void }

/** Asked where the page has what is not saved, and is closed or loaded again. */
const LEAVING = {
  type: 'warning',
  message: 'Leaving now loses what you typed.',
  detail: 'Some of it is not saved and on the screen only.',
  buttons: ['Stay', 'Leave without saving'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
} satisfies MessageBoxSyncOptions
const LEAVE = 1

/** Not yet loaded: the port is made first, so that it misses nothing. */
export function createElectronWindow({ preload, devTools, last, save }: {
  preload: string
  devTools: boolean
  /** Where the window stood last, and who keeps where it stands when it is closed. */
  last: Bounds | null
  save: (bounds: Bounds) => void
}): ElectronWindow {
  const place = last === null ? null : fitBounds(last, screen.getAllDisplays().map(({ workArea }) => workArea))
  const window = new BrowserWindow({
    title: 'Fieldcase',
    ...place === null ? { width: 1280, height: 860 } : { x: place.x, y: place.y, width: place.width, height: place.height },
    show: false,
    webPreferences: { ...WEB_PREFERENCES, preload, devTools },
  })
  window.once('ready-to-show', () => {
    if (place?.maximized === true) window.maximize()
    window.show()
  })
  window.on('close', () => save({ ...window.getNormalBounds(), maximized: window.isMaximized() }))
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

/** Asks whether to leave although something is lost by it; the window is on the screen for that, also from the tray. */
export function askLeaving(window: BrowserWindow): boolean {
  window.show()
  return dialog.showMessageBoxSync(window, LEAVING) === LEAVE
}

/** Asks in a dialog of the window what closing it is to mean. */
export async function askClosing(window: BrowserWindow, words: ClosingWords): Promise<'goOn' | 'close' | 'stay'> {
  const ways = [['goOn', words.goOn], ['close', words.close], ['stay', words.stay]] as const
  const offered = ways.flatMap(([way, label]) => label === null ? [] : [{ way, label }])
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.title,
    detail: words.safe,
    buttons: offered.map(({ label }) => label),
    defaultId: 0,
    cancelId: offered.length - 1,
    noLink: true,
  })
  return offered[response]?.way ?? 'stay'
}

/** An icon that stands for the hidden window while sending goes on. */
export function createTray(icon: string, { open, quit }: { open: () => void, quit: () => void }): {
  show(words: string): void
  hide(): void
} {
  let tray: Tray | null = null
  return {
    show(words) {
      if (tray === null) {
        tray = new Tray(icon)
        tray.on('click', open)
        tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Open Fieldcase', click: open }, { label: 'Close Fieldcase', click: quit }]))
      }
      tray.setToolTip(`Fieldcase: ${words}`)
    },
    hide() {
      tray?.destroy()
      tray = null
    },
  }
}
