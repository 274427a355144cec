import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openAppFiles } from '#shell/app-files'
import { openChromiumShell } from '#shell/chromium-shell'
import { portContract, type PortUnderTest } from '../contract/port'
import { makeBrowserWithPort } from './browser-with-port'
import { connectPage } from './harness'

let folder: string
let executable: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-port-'))
  executable = await makeBrowserWithPort(folder)
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>A page</title>')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Each test has a browser of its own: a new page, and a host that has sent nothing. */
async function open(): Promise<PortUnderTest> {
  const browserFolder = await mkdtemp(path.join(folder, 'browser-'))
  const shell = await openChromiumShell({
    executable,
    browserFolder,
    headless: true,
    asRoot: process.getuid?.() === 0,
    files: openAppFiles(folder),
    bounds: { last: null, save: () => {} },
    log: () => {},
  })
  const { page, browser } = await connectPage(browserFolder)
  const devtools = await page.context().newCDPSession(page)
  /** The shell takes its binding away from every frame; brought back, only the host's own check stands. */
  const reviveBinding = () => devtools.send('Runtime.addBinding', { name: 'fieldcaseSend' })
  return {
    host: shell.port,
    page: {
      send: (...texts) => page.evaluate(each => each.forEach(text => globalThis.fieldcase.send(text)), texts),
      listen: () => page.evaluate(() => {
        globalThis.receivedTexts = []
        globalThis.fieldcase.onMessage(text => globalThis.receivedTexts.push(text))
      }),
      async received(count) {
        await page.waitForFunction(least => globalThis.receivedTexts.length >= least, count)
        return page.evaluate(() => globalThis.receivedTexts)
      },
      sendLarge: length => page.evaluate(count => globalThis.fieldcase.send('x'.repeat(count)), length),
      async receivedLarge(length) {
        await page.waitForFunction(() => globalThis.receivedTexts.length > 0)
        return page.evaluate(count => globalThis.receivedTexts[0] === 'x'.repeat(count), length)
      },
    },
    foreign: {
      'a frame of the app': async (text) => {
        await page.evaluate(() => new Promise((resolve) => {
          const frame = document.createElement('iframe')
          frame.srcdoc = '<p>A frame</p>'
          frame.onload = resolve
          document.body.append(frame)
        }))
        await reviveBinding()
        await page.evaluate(said => window[0]?.window.fieldcaseSend(said), text)
      },
      'a script world beside the page\'s': async (text) => {
        await reviveBinding()
        const { frameTree } = await devtools.send('Page.getFrameTree')
        const { executionContextId } = await devtools.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
        const { exceptionDetails } = await devtools.send('Runtime.evaluate', { contextId: executionContextId, expression: `fieldcaseSend(${JSON.stringify(text)})` })
        if (exceptionDetails) throw new Error('The binding was not there to be called.')
      },
    },
    async reload() { await page.reload() },
    async close() {
      await browser.close()
      await shell.close()
    },
  }
}

portContract('the port over Chromium\'s pipe', open, { timeout: 20_000 })
