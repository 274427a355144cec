import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM_ORIGIN } from '#shell/origins'
import { createEchoFixture, echo, type EchoFixture } from './echo-app-fixture'
import { type RunningApp, until } from './harness'

let fixture: EchoFixture
let app: RunningApp
beforeAll(async () => {
  fixture = await createEchoFixture()
  app = await fixture.open()
}, 60_000)
afterAll(() => fixture.remove())

describe('the Chromium shell', { timeout: 60_000 }, () => {
  it('shows the built page, with its script and its style, as a secure page', async () => {
    expect(await app.page.title()).toBe('Echo')
    await app.page.waitForFunction(() => 'pageScriptRan' in globalThis)
    expect(await app.page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(1, 2, 3)')
    expect(await app.page.evaluate(() => globalThis.isSecureContext)).toBe(true)
  })

  it('gives the page two functions that it cannot replace, and no other way out', async () => {
    expect(await echo(app, 'hello')).toBe('echo hello')
    expect(await app.page.evaluate(() => {
      try { Object.assign(globalThis.fieldcase, { send: null }) }
      catch { /* Frozen. */ }
      return [Object.keys(globalThis.fieldcase), typeof globalThis.fieldcase.send, 'fieldcaseSend' in globalThis]
    })).toEqual([['send', 'onMessage'], 'function', false])
  })

  it.each([
    '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/..%5csecret.txt', '/assets/../../secret.txt', '/link.js', '/%00',
  ])('serves nothing beside the page: %s', async (address) => {
    await writeFile(path.join(fixture.folder, 'secret.txt'), 'secret')
    const reply = await app.page.evaluate(async (url) => {
      const { status, text } = await fetch(url).then(async got => ({ status: got.status, text: await got.text() }))
      return { status, text }
    }, address)
    expect(reply).toEqual({ status: 404, text: 'The app has no such file.' })
  })

  it('stays in its one window', async () => {
    await app.page.evaluate((url) => {
      window.open(url)
      window.open('about:blank')
    }, `${CHROMIUM_ORIGIN}/`)
    const devtools = await app.browser.newBrowserCDPSession()
    // As Ctrl+N and Ctrl+T do.
    await devtools.send('Target.createTarget', { url: 'chrome://newtab', newWindow: true }).catch(() => {})
    const pages = async () => (await devtools.send('Target.getTargets')).targetInfos.filter(({ type }) => type === 'page').length
    await until('the other windows to be closed', async () => await pages() === 1 || null)
    expect(await echo(app, 'undisturbed')).toBe('echo undisturbed')
  })

  it('comes home when something leads away from the app, and has nothing to go back to', async () => {
    const elsewhere = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-elsewhere-'))
    const file = path.join(elsewhere, 'dropped.html')
    await writeFile(file, 'a file dropped on the window')
    await app.page.goto(`file://${file}`).catch(() => {})
    await app.page.waitForURL(`${CHROMIUM_ORIGIN}/`)
    await until('the page', () => app.page.evaluate(() => 'fieldcase' in globalThis).catch(() => null))
    expect(await echo(app, 'home')).toBe('echo home')
    await until('the history to be empty', async () => await app.page.evaluate(() => history.length) === 1 || null)
    await rm(elsewhere, { recursive: true })
  })

  it('started a second time says so and brings the first to the front', async () => {
    const second = await fixture.start()
    expect(await second.exited).toBe(0)
    expect(second.stderr()).toContain(`already runs on this data (process ${app.process.pid})`)
    await until('the first to be told', () => app.stderr().includes('comes to the front') || null)
    expect(await echo(app, 'still here')).toBe('echo still here')
  })

  it('started on other data is an app of its own', async () => {
    const second = await fixture.open({ data: path.join(fixture.folder, 'other') })
    expect(await echo(second, 'two')).toBe('echo two')
    expect(await echo(app, 'one')).toBe('echo one')
    expect(await second.close()).toBe(0)
  })
})
