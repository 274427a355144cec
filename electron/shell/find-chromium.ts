import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** What the machine has, gathered by {@link gatherFacts}. */
export interface BrowserFacts {
  platform: NodeJS.Platform
  /** CHROMIUM_PATH, or null; `usable` says whether it is a program. */
  named: { path: string, usable: boolean } | null
  /** Installed browsers, the best first. */
  installed: readonly string[]
  /** Those that Playwright keeps, the newest first. */
  playwright: readonly string[]
  /** Root on a machine with apt-get: may install without asking anybody. */
  mayInstall: boolean
}

export type BrowserChoice
  = | { kind: 'found', path: string }
    | { kind: 'install' }
    | { kind: 'missing', message: string }

const INSTALL_HINT: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'sudo apt-get install chromium',
  darwin: 'brew install --cask chromium',
  win32: 'winget install Google.Chrome',
}

export function chooseBrowser({ platform, named, installed, playwright, mayInstall }: BrowserFacts): BrowserChoice {
  if (named?.usable === false) {
    return { kind: 'missing', message: `CHROMIUM_PATH names ${named.path}, which is not a program that can be run. Correct it or remove it.` }
  }
  const found = named?.path ?? installed[0] ?? playwright[0]
  if (found !== undefined) return { kind: 'found', path: found }
  if (mayInstall) return { kind: 'install' }
  const command = INSTALL_HINT[platform] ?? 'your system\'s way to install Chromium'
  return {
    kind: 'missing',
    message: `Fieldcase needs Chromium, Chrome or Edge and found none. Install one (${command}), or name one in CHROMIUM_PATH. Your data is untouched.`,
  }
}

/** Debian's own packages come before those in a sandbox of their own (/snap), which may not see the data folder. */
const ON_PATH = ['chromium', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable', 'microsoft-edge', 'chromium-browser']

/** Where browsers are installed, apart from PATH. */
export function usualPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string[] {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return ['/Applications', `${home}/Applications`].flatMap(folder => apps.map(app => `${folder}/${app}.app/Contents/MacOS/${app}`))
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(folder => folder !== undefined)
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
    return apps.flatMap(app => folders.map(folder => path.win32.join(folder, app)))
  }
  const folders = [...(env['PATH'] ?? '').split(':').filter(folder => folder !== ''), '/usr/bin', '/usr/local/bin', '/snap/bin']
  return [...ON_PATH.flatMap(name => folders.map(folder => path.posix.join(folder, name))), '/opt/google/chrome/chrome']
}

/** Where Playwright keeps its browsers, and where the program lies in a folder of one. */
export function playwrightPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): { folder: string, programs: string[] } {
  const own = env['PLAYWRIGHT_BROWSERS_PATH']
  if (platform === 'darwin') {
    const app = 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing'
    const programs = ['chrome-mac/Chromium.app/Contents/MacOS/Chromium', `chrome-mac-arm64/${app}`, `chrome-mac-x64/${app}`]
    return { folder: own ?? `${home}/Library/Caches/ms-playwright`, programs }
  }
  if (platform === 'win32') {
    const folder = own ?? path.win32.join(env['LOCALAPPDATA'] ?? home, 'ms-playwright')
    return { folder, programs: ['chrome-win64\\chrome.exe', 'chrome-win\\chrome.exe'] }
  }
  return { folder: own ?? `${env['XDG_CACHE_HOME'] || `${home}/.cache`}/ms-playwright`, programs: ['chrome-linux64/chrome', 'chrome-linux/chrome'] }
}

/** Folders are `chromium-1234`; the highest number is the newest. */
export function newestFirst(names: readonly string[]): string[] {
  const numbered = names.flatMap((name) => {
    const number = /^chromium-(\d+)$/.exec(name)?.[1]
    return number === undefined ? [] : [{ name, number: Number(number) }]
  })
  return numbered.sort((a, b) => b.number - a.number).map(({ name }) => name)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  }
  catch {
    return false
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  }
  catch {
    return []
  }
}

function gatherFacts(env: NodeJS.ProcessEnv): BrowserFacts {
  const { platform } = process
  const home = os.homedir()
  const named = env['CHROMIUM_PATH']
  const { folder, programs } = playwrightPlaces(platform, env, home)
  const kept = newestFirst(namesIn(folder)).flatMap(name => programs.map(program => path.join(folder, name, program)))
  return {
    platform,
    named: named === undefined || named === '' ? null : { path: named, usable: isProgram(named) },
    installed: usualPlaces(platform, env, home).filter(isProgram),
    playwright: kept.filter(isProgram),
    mayInstall: platform === 'linux' && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get'),
  }
}

function installWithApt(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Without fresh lists the install may ask for a version that the mirror no longer has; a failing update may still do.
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' })
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, stdio: 'ignore' })
}

/**
 * The Chromium, Chrome or Edge to use: CHROMIUM_PATH, an installed one, one that Playwright keeps, or as root on
 * Debian one installed now. Throws with words for the user where there is none.
 */
export function findChromium(env: NodeJS.ProcessEnv, log: (line: string) => void): string {
  const choice = chooseBrowser(gatherFacts(env))
  if (choice.kind === 'found') return choice.path
  if (choice.kind === 'missing') throw new Error(choice.message)
  log('No Chromium here yet: installing it with apt-get, this takes a minute or two.')
  try {
    installWithApt()
  }
  catch {
    throw new Error('Chromium could not be installed with apt-get. Run `apt-get install chromium` to see why, or name one in CHROMIUM_PATH.')
  }
  const after = chooseBrowser({ ...gatherFacts(env), mayInstall: false })
  if (after.kind === 'found') return after.path
  throw new Error('apt-get installed Chromium, but it is not found. Name it in CHROMIUM_PATH.')
}
