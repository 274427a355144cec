import os from 'node:os'
import path from 'node:path'
import { app, ipcMain, Menu, protocol, session } from 'electron'
import { createHost } from '#host'
import { openAppFiles } from '#shell/app-files'
import { type Arguments, parseArguments, WRONG_USAGE } from '#shell/arguments'
import { locateData, makeData } from '#shell/data-folder'
import { lockData } from '#shell/data-lock'
import { guardContents, guardSession } from '#shell/electron-guards'
import { createElectronPort } from '#shell/electron-port'
import { SCHEMES } from '#shell/electron-security'
import { appMenu, createElectronWindow, type ElectronWindow } from '#shell/electron-window'
import { ELECTRON_PARTITION } from '#shell/origins'
import { readyPageDatabase } from '#shell/page-database'

const log = (line: string): void => { process.stderr.write(`${line}\n`) }

app.enableSandbox()
protocol.registerSchemesAsPrivileged([...SCHEMES])
app.on('web-contents-created', (_, contents) => guardContents(contents))

async function run({ data, profile }: Arguments): Promise<void> {
  const folder = locateData({ data, env: process.env, cwd: process.cwd() })
  makeData(folder)
  // Before the single-instance lock, which lies in this folder.
  app.setPath('userData', folder.electron)
  if (!app.requestSingleInstanceLock()) {
    log('Fieldcase already runs on this data; it was asked to come to the front.')
    app.exit(0)
    return
  }
  let shown: ElectronWindow | null = null
  const comeToFront = (): void => shown?.comeToFront()
  app.on('second-instance', comeToFront)
  // The other shell's lock: both use the same journals.
  const locked = await lockData(folder.root, comeToFront)
  if (!locked.owned) {
    log(`Fieldcase already runs on this data in another shell (process ${locked.pid}); it was asked to come to the front.`)
    app.exit(0)
    return
  }

  // Before the session exists, which takes hold of the files.
  const database = readyPageDatabase({ root: folder.root, shell: 'electron', folder: folder.databases.electron }, {
    now: Date.now(),
    restart() {
      app.relaunch()
      app.quit()
    },
  })
  await app.whenReady()
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(process.platform)))
  const files = openAppFiles(path.join(import.meta.dirname, '../renderer'))
  await guardSession(session.fromPartition(ELECTRON_PARTITION, { cache: false }), files)
  shown = createElectronWindow({ preload: path.join(import.meta.dirname, '../preload/preload.cjs'), devTools: !app.isPackaged })
  const host = await createHost({
    port: createElectronPort(ipcMain, shown.window.webContents),
    shell: 'electron',
    dataFolder: folder.root,
    env: process.env,
    home: os.homedir(),
    resources: path.join(import.meta.dirname, '../../resources'),
    profile,
    database,
    log,
  })

  // Quitting waits for the host: a courtesy, since its journals survive a power cut as well.
  let closing = false
  const { window } = shown
  app.on('before-quit', (event) => {
    if (closing) return
    event.preventDefault()
    // The window first, which may ask whether to leave, and hands over what was typed last. Once it is gone, quitting begins anew.
    if (!window.isDestroyed()) return window.close()
    closing = true
    void host.close().then(() => locked.lock.release()).finally(() => app.quit())
  })
  app.on('window-all-closed', () => app.quit())
  await shown.load()
}

// Unpackaged, the second argument is this script.
const parsed = parseArguments(process.argv.slice(app.isPackaged ? 1 : 2))
if (parsed.ok) {
  run(parsed.value).catch((error: unknown) => {
    log(`Fieldcase could not start: ${error instanceof Error ? error.message : String(error)}`)
    app.exit(1)
  })
}
else {
  log(parsed.message)
  app.exit(WRONG_USAGE)
}
