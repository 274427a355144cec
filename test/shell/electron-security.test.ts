import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { findElectron } from '#shell/electron-program'
import { FUSES, isAppUrl, mayHave, mayOpenOutside, SCHEMES, WEB_PREFERENCES } from '#shell/electron-security'
import { CHROMIUM_ORIGIN, ELECTRON_ORIGIN, ELECTRON_PARTITION } from '#shell/origins'

const ROOT = path.join(import.meta.dirname, '../..')

describe('an Electron window', () => {
  it('runs the page in a sandbox, apart from the preload, with no Node', () => {
    expect(WEB_PREFERENCES).toMatchObject({
      sandbox: true, contextIsolation: true, webSecurity: true,
      nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webviewTag: false, navigateOnDragDrop: false,
    })
    expect(mayHave('notifications', 'app://fieldcase/')).toBe(true)
    for (const other of ['media', 'geolocation', 'clipboard-read', 'midi', 'openExternal']) expect(mayHave(other, 'app://fieldcase/')).toBe(false)
    expect(mayHave('notifications', 'https://example.com/')).toBe(false)
    expect(SCHEMES).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
  })

  it('finds the databases of the release before: these names never change', () => {
    expect([CHROMIUM_ORIGIN, ELECTRON_ORIGIN, ELECTRON_PARTITION]).toEqual(['https://fieldcase.invalid', 'app://fieldcase', 'persist:fieldcase'])
  })

  it('loads the app\'s own addresses only', () => {
    expect(['app://fieldcase/', 'app://fieldcase/assets/a.js'].every(isAppUrl)).toBe(true)
    expect(['app://other/', 'app://fieldcase.example.com/', 'app://me@fieldcase/', 'https://fieldcase/', 'file:///etc/passwd', 'data:text/html,x', 'nonsense']
      .some(isAppUrl)).toBe(false)
  })

  it('opens the sign-in in the responder\'s browser and nothing else', () => {
    expect(mayOpenOutside('https://oidc.eu-central-1.amazonaws.com/authorize?client_id=x')).toBe(true)
    expect(mayOpenOutside('https://device.sso.us-gov-west-1.amazonaws.com/?user_code=ABCD')).toBe(true)
    expect([
      'http://oidc.eu-central-1.amazonaws.com/', 'https://oidc.eu-central-1.amazonaws.com.example.com/', 'https://x.oidc.eu-central-1.amazonaws.com/',
      'https://user@oidc.eu-central-1.amazonaws.com/', 'https://oidc.eu-central-1.amazonaws.com:8443/', 'https://example.com/', 'file:///etc/passwd',
      'javascript:alert(1)', 'ms-settings:', 'nonsense',
    ].some(mayOpenOutside)).toBe(false)
  })
})

describe('a packaged Electron', () => {
  it('cannot be turned into a plain Node or made to load other code', () => {
    const on = Object.entries(FUSES).filter(([, enabled]) => enabled).map(([name]) => name).sort()
    expect(on).toEqual(['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar', 'WasmTrapHandlers'])
  })
})

describe('the preload', () => {
  it('is one CommonJS file that requires nothing but electron, as a sandboxed page needs', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-preload-'))
    await build({
      configFile: false,
      root: ROOT,
      logLevel: 'warn',
      publicDir: false,
      build: {
        outDir: folder,
        emptyOutDir: false,
        lib: { entry: path.join(ROOT, 'electron/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
        rolldownOptions: { external: ['electron'] },
      },
    })
    const text = await readFile(path.join(folder, 'preload.cjs'), 'utf8')
    await rm(folder, { recursive: true })
    expect([...text.matchAll(/require\(([^)]*)\)/g)].map(found => found[1]?.slice(1, -1))).toEqual(['electron'])
    expect(text).not.toMatch(/^\s*(import|export)\b|import\(/m)
    // Only the port is given to the page.
    expect(text.match(/exposeInMainWorld/g)).toHaveLength(1)
  })
})

describe('Electron\'s program', () => {
  it('is found where its package or the environment keeps it, and never fetched by looking', async () => {
    const packageFolder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-electron-'))
    const program = path.join(packageFolder, 'electron')
    expect(findElectron({ packageFolder, env: {} })).toBeNull()
    expect(findElectron({ packageFolder: null, env: {} })).toBeNull()
    await writeFile(program, '')
    expect(findElectron({ packageFolder, env: { ELECTRON_OVERRIDE_DIST_PATH: packageFolder } })).toBe(program)
    expect(findElectron({ packageFolder: null, env: { ELECTRON_EXEC_PATH: program } })).toBe(program)
    expect(findElectron({ packageFolder: null, env: { ELECTRON_EXEC_PATH: `${program}-gone` } })).toBeNull()
    await rm(packageFolder, { recursive: true })
  })
})
