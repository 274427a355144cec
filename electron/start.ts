import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { parseArguments, WRONG_USAGE } from '#shell/arguments'
import { chooseShell } from '#shell/choose-shell'
import { hasDisplay } from '#shell/chromium-flags'
import { findElectron } from '#shell/electron-program'

const PARENT_POLL_MS = 1000
const ROOT = path.join(import.meta.dirname, '../..')
const given = process.argv.slice(2)

function electronPackage(): string | null {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  }
  catch {
    return null
  }
}

/** npm dies of a SIGTERM without passing it on: this process then ends as if it had been asked itself. */
function endWithParent(): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, PARENT_POLL_MS).unref()
}

/** Ends with the child, as it ended, and passes on what asks this process to end. */
function follow(child: ChildProcess): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    console.error(`Fieldcase could not start: ${error.message}`)
    process.exit(1)
  })
  child.once('exit', status => process.exit(status ?? 1))
}

function startElectron(program: string): void {
  // With this variable set Electron would be a plain Node.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined }
  follow(spawn(program, [path.join(import.meta.dirname, 'main.js'), ...given], { stdio: 'inherit', env }))
}

function installElectron(packageFolder: string | null): string | null {
  if (packageFolder === null) return null
  spawnSync(process.execPath, [path.join(packageFolder, 'install.js')], { stdio: 'inherit' })
  return findElectron({ packageFolder, env: process.env })
}

async function start(): Promise<void> {
  const parsed = parseArguments(given)
  if (!parsed.ok) {
    console.error(parsed.message)
    process.exit(WRONG_USAGE)
  }
  endWithParent()
  const packageFolder = electronPackage()
  const electron = findElectron({ packageFolder, env: process.env })
  const choice = chooseShell({
    asked: parsed.value.shell,
    headless: parsed.value.headless,
    display: hasDisplay(process.platform, process.env),
    electron: electron !== null,
    asRoot: process.platform === 'linux' && process.getuid?.() === 0,
  })
  console.log(choice.line)
  if (choice.start === 'nothing') process.exit(1)
  if (choice.start === 'demo') follow(spawn('npm', ['run', '-s', 'demo'], { cwd: ROOT, stdio: 'inherit' }))
  // In this process: it reads the same arguments.
  if (choice.start === 'chromium') await import('./chromium')
  if (choice.start === 'electron' && electron !== null) startElectron(electron)
  if (choice.start === 'installElectron') {
    const installed = installElectron(packageFolder)
    if (installed === null) {
      console.error('Electron could not be fetched. Your data is untouched; --shell chromium starts Fieldcase in the system\'s Chromium.')
      process.exit(1)
    }
    startElectron(installed)
  }
}

await start()
