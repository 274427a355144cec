import os from 'node:os'
import path from 'node:path'
import { app, ipcMain, Menu, protocol, session } from 'electron'
import { caseIdSchema } from '#domain/case'
import { caseOfLink, LINK_SCHEME } from '#domain/case-link'
import { z } from '#domain/zod'
import { createHost } from '#host'
import { openAppFiles } from '#shell/app-files'
import { type Arguments, parseArguments, WRONG_USAGE } from '#shell/arguments'
import { locateData, makeData } from '#shell/data-folder'
import { lockData } from '#shell/data-lock'
import { type Closing, createClosing } from '#shell/electron-closing'
import { guardContents, guardSession, showOutside } from '#shell/electron-guards'
import { menuTemplate } from '#shell/electron-menu'
import { createElectronPort } from '#shell/electron-port'
import { proxyNamed, speaksOfProxies } from '#shell/electron-proxy'
import { SCHEMES } from '#shell/electron-security'
import { askClosing, askLeaving, createElectronWindow, createTray, type ElectronWindow } from '#shell/electron-window'
import { ELECTRON_PARTITION } from '#shell/origins'
import { readyPageDatabase } from '#shell/page-database'
import { type Bounds, readBounds, writeBounds } from '#shell/window-bounds'
import type { Host } from './host-contract'

const askedSchema = z.object({ caseId: caseIdSchema.nullable() })

const log = (line: string): void => { process.stderr.write(`${line}\n`) }

app.enableSandbox()
protocol.registerSchemesAsPrivileged([...SCHEMES])
app.on('web-contents-created', (_, contents) => guardContents(contents))

async function run({ data, profile, caseId }: Arguments): Promise<void> {
  const folder = locateData({ data, env: process.env, cwd: process.cwd() })
  makeData(folder)
  // Before the single-instance lock, which lies in this folder.
  app.setPath('userData', folder.electron)
  if (!app.requestSingleInstanceLock({ caseId })) {
    log('Fieldcase already runs on this data; it was asked to come to the front.')
    app.exit(0)
    return
  }
  let shown: ElectronWindow | null = null
  let host: Host | null = null
  let closing: Closing | null = null
  /** Named before there is a host to be told. */
  let named = caseId
  const comeToFront = (wanted: string | null): void => {
    if (wanted !== null && host === null) named = wanted
    if (wanted !== null) host?.want(wanted)
    closing?.back()
    shown?.comeToFront()
  }
  // What the other start was asked for, and not its command line, which is Chromium's as well.
  app.on('second-instance', (_event, _line, _folder, other) => comeToFront(askedSchema.safeParse(other).data?.caseId ?? null))
  // macOS hands a link to the app that runs, or starts it and does so then.
  app.on('open-url', (event, link) => {
    event.preventDefault()
    comeToFront(caseOfLink(link))
  })
  // A program that is only tried out of its folder does not make itself the one for links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  // The other shell's lock: both use the same journals.
  const locked = await lockData(folder.root, comeToFront, caseId)
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
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, id => host?.command(id))))
  const files = openAppFiles(path.join(import.meta.dirname, '../renderer'))
  await guardSession(session.fromPartition(ELECTRON_PARTITION, { cache: false }), files)
  const boundsFile = path.join(folder.root, 'window-electron.json')
  const bounds = { last: readBounds(boundsFile), save: (place: Bounds) => writeBounds(boundsFile, place) }
  shown = createElectronWindow({ preload: path.join(import.meta.dirname, '../preload/preload.cjs'), devTools: !app.isPackaged, ...bounds })
  const { window } = shown
  const started = await createHost({
    port: createElectronPort(ipcMain, shown.window.webContents),
    shell: 'electron',
    dataFolder: folder.root,
    env: process.env,
    home: os.homedir(),
    resources: path.join(import.meta.dirname, '../../resources'),
    profile,
    database,
    leave: how => closing?.leave(how),
    openBrowser: url => showOutside(url),
    // The default session, which loads nothing here, is set up as the system is.
    ...(speaksOfProxies(process.env) ? {} : { proxyFor: async url => proxyNamed(await session.defaultSession.resolveProxy(url)) }),
    log,
  })
  host = started
  if (named !== null) started.want(named)

  // Quitting waits for the host: a courtesy, since its journals survive a power cut as well.
  let quitting = false
  const tray = createTray(path.join(import.meta.dirname, '../../resources/tray.png'), {
    open: () => comeToFront(null),
    quit: () => window.close(),
  })
  closing = createClosing({
    window, host: started, ask: words => askClosing(window, words), askLeaving: () => askLeaving(window), tray, log,
  })
  app.on('before-quit', (event) => {
    if (quitting) return
    event.preventDefault()
    // The window first, which may ask whether to leave, and hands over what was typed last. Once it is gone, quitting begins anew.
    if (!window.isDestroyed()) return window.close()
    quitting = true
    void started.close().then(() => locked.lock.release()).finally(() => app.quit())
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
