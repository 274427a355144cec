import { describe, expect, it } from 'vitest'
import { parseArguments, USAGE } from '#shell/arguments'
import { chooseShell, type StartFacts } from '#shell/choose-shell'
import { hasDisplay, launchFlags } from '#shell/chromium-flags'
import { locateData } from '#shell/data-folder'
import { type BrowserFacts, chooseBrowser, newestFirst, playwrightPlaces, usualPlaces } from '#shell/find-chromium'

describe('options', () => {
  it('are all taken', () => {
    expect(parseArguments(['--profile', 'ir', '--data', 'x', '--headless', '--shell', 'chromium']))
      .toEqual({ ok: true, value: { profile: 'ir', data: 'x', headless: true, shell: 'chromium', caseId: null } })
    expect(parseArguments([])).toEqual({ ok: true, value: { profile: null, data: null, headless: false, shell: null, caseId: null } })
  })

  it('name a case by its id or by a link to it', () => {
    for (const args of [['--case', '4127691988'], ['fieldcase://case/4127691988'], ['fieldcase:case/4127691988/']]) {
      expect(parseArguments(args)).toMatchObject({ ok: true, value: { caseId: '4127691988' } })
    }
  })

  it.each([['--remote-debugging-port=9222'], ['--no-sandbox'], ['--shell', 'firefox'], ['--data'], ['--data', ''], ['--profile', ''], ['stray'], ['--case', '../x'], ['fieldcase://case/nonsense'], ['fieldcase://case/4127691988', 'stray']])(
    'that nobody knows are answered with those there are: %s %s', (...args) => {
      const parsed = parseArguments(args)
      expect(parsed).toMatchObject({ ok: false })
      expect(parsed.ok ? '' : parsed.message).toContain(USAGE)
    })
})

describe('the data folder', () => {
  it('is the one asked for, then the environment\'s, then the system\'s', () => {
    const env = { FIELDCASE_DATA: '/from/env' }
    expect(locateData({ data: 'here', env, cwd: '/work' }).root).toBe('/work/here')
    expect(locateData({ data: null, env, cwd: '/work' }).root).toBe('/from/env')
    expect(locateData({ data: null, env: {}, cwd: '/work' }).root).toMatch(/fieldcase/)
  })
})

describe('a browser', () => {
  const none: BrowserFacts = { platform: 'linux', named: null, installed: [], playwright: [], mayInstall: false }

  it('is the one named, then an installed one, then Playwright\'s', () => {
    const all = { ...none, named: { path: '/named', usable: true }, installed: ['/installed', '/other'], playwright: ['/playwright'] }
    expect(chooseBrowser(all)).toEqual({ kind: 'found', path: '/named' })
    expect(chooseBrowser({ ...all, named: null })).toEqual({ kind: 'found', path: '/installed' })
    expect(chooseBrowser({ ...all, named: null, installed: [] })).toEqual({ kind: 'found', path: '/playwright' })
  })

  it('that is named wrongly is not replaced by another behind the user\'s back', () => {
    const choice = chooseBrowser({ ...none, named: { path: '/typo', usable: false }, installed: ['/installed'] })
    expect(choice).toMatchObject({ kind: 'missing', message: expect.stringContaining('/typo') })
  })

  it('is installed by root, and anybody else is told how', () => {
    expect(chooseBrowser({ ...none, mayInstall: true })).toEqual({ kind: 'install' })
    expect(chooseBrowser(none)).toMatchObject({ kind: 'missing', message: expect.stringContaining('apt-get install chromium') })
    expect(chooseBrowser({ ...none, platform: 'win32' })).toMatchObject({ message: expect.stringContaining('winget') })
  })

  it('is looked for where each system keeps it', () => {
    expect(usualPlaces('linux', { PATH: '/opt/bin:/usr/bin' }, '/home/me')).toEqual(expect.arrayContaining(['/opt/bin/google-chrome', '/usr/bin/chromium']))
    expect(usualPlaces('darwin', {}, '/Users/me')).toContain('/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge')
    expect(usualPlaces('win32', { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }, 'C:\\Users\\me'))
      .toContain('C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe')
    expect(playwrightPlaces('linux', {}, '/home/me').folder).toBe('/home/me/.cache/ms-playwright')
    expect(newestFirst(['chromium-999', 'firefox-2000', 'chromium-1200', 'chromium_headless_shell-1300'])).toEqual(['chromium-1200', 'chromium-999'])
  })
})

describe('the browser\'s flags', () => {
  const facts = { browserFolder: '/data/chromium', headless: false, asRoot: false }

  it('never open a debugging port and keep the sandbox, but for root', () => {
    expect(launchFlags(facts).join(' ')).not.toMatch(/remote-debugging-port|remote-allow-origins|no-sandbox|disable-web-security|headless/)
    expect(launchFlags({ ...facts, asRoot: true })).toContain('--no-sandbox')
  })

  it('show no window where there is no display', () => {
    expect(launchFlags({ ...facts, headless: true })).toContain('--headless=new')
    expect(hasDisplay('linux', {})).toBe(false)
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
    expect(hasDisplay('darwin', {})).toBe(true)
  })
})

describe('npm start', () => {
  const facts: StartFacts = { asked: null, headless: false, display: true, electron: true, asRoot: false }

  it('takes Electron where it is there, else Chromium, and says which', () => {
    expect(chooseShell(facts)).toMatchObject({ start: 'electron', line: expect.stringContaining('Electron') })
    expect(chooseShell({ ...facts, electron: false })).toMatchObject({ start: 'chromium', line: expect.stringContaining('Chromium') })
    expect(chooseShell({ ...facts, asked: 'chromium' })).toMatchObject({ start: 'chromium' })
    expect(chooseShell({ ...facts, asRoot: true })).toMatchObject({ start: 'chromium' })
  })

  it('runs the demo and says why where there is no display, unless the app itself is wanted without one', () => {
    expect(chooseShell({ ...facts, display: false })).toMatchObject({ start: 'demo', line: expect.stringContaining('no display') })
    expect(chooseShell({ ...facts, display: false, headless: true })).toMatchObject({ start: 'chromium' })
  })

  it('fetches Electron only when it is asked for by name', () => {
    expect(chooseShell({ ...facts, electron: false, asked: 'electron' })).toMatchObject({ start: 'installElectron' })
    expect(chooseShell({ ...facts, asked: 'electron', display: false })).toMatchObject({ start: 'nothing' })
  })
})
