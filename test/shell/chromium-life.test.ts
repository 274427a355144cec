import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createEchoFixture, echo, type EchoFixture } from './echo-app-fixture'
import { connectPage, type RunningApp, until } from './harness'

let fixture: EchoFixture
beforeAll(async () => { fixture = await createEchoFixture() })
afterEach(() => fixture.clear())
afterAll(() => fixture.remove())

/** Has the page ask before it goes, as it may once somebody has done something in it, and say it when it does go. */
async function askBeforeLeaving({ page }: Pick<RunningApp, 'page'>): Promise<void> {
  await page.evaluate(() => {
    addEventListener('beforeunload', event => event.preventDefault())
    addEventListener('pagehide', () => globalThis.fieldcase.send('leaving'))
  })
  await page.keyboard.press('a')
}

// Each test starts a browser or two, on machines that do other work as well.
describe('the Chromium shell', { timeout: 60_000 }, () => {
  it('keeps the page\'s database when everything is killed', async () => {
    const first = await fixture.open()
    await first.page.evaluate(() => new Promise<void>((resolve, reject) => {
      const asked = indexedDB.open('kept', 1)
      asked.onupgradeneeded = () => { asked.result.createObjectStore('edits').put('typed before', 1) }
      asked.onsuccess = () => resolve()
      asked.onerror = () => reject(asked.error)
    }))
    await first.kill()
    // The browser ends by itself: its pipe has closed.
    await fixture.browserGone()
    const second = await fixture.open()
    expect(await second.page.evaluate(() => new Promise((resolve, reject) => {
      const asked = indexedDB.open('kept')
      asked.onsuccess = () => {
        const read = asked.result.transaction('edits').objectStore('edits').get(1)
        read.onsuccess = () => resolve(read.result)
      }
      asked.onerror = () => reject(asked.error)
    }))).toBe('typed before')
  })

  it('ends in good order when it is asked to', async () => {
    const app = await fixture.open()
    expect(await app.close()).toBe(0)
    expect(app.stderr()).toContain('host closed')
    await fixture.browserGone()
  })

  it('ends in good order when its window is closed', async () => {
    const app = await fixture.open()
    await app.page.close()
    expect(await app.exited).toBe(0)
    expect(app.stderr()).toContain('host closed')
    await fixture.browserGone()
  })

  it('leaves it to the responder whether a page that asks is closed', async () => {
    const app = await fixture.open()
    await askBeforeLeaving(app)
    const asked = app.page.waitForEvent('dialog')
    await app.page.close({ runBeforeUnload: true })
    const question = await asked
    expect(question.type()).toBe('beforeunload')
    await question.dismiss()
    expect(await echo(app, 'still here')).toBe('echo still here')
    app.page.once('dialog', again => void again.accept())
    await app.page.close({ runBeforeUnload: true })
    expect(await app.exited).toBe(0)
    expect(app.stderr()).toContain('heard leaving')
  })

  it('ends in good order when it is asked to, also where its page would ask and nobody answers', async () => {
    const app = await fixture.open()
    await askBeforeLeaving(app)
    app.page.on('dialog', () => {})
    expect(await app.close()).toBe(0)
    expect(app.stderr()).toContain('heard leaving')
    await fixture.browserGone()
  })

  it('ends in good order when the browser dies', async () => {
    const app = await fixture.open()
    process.kill(await fixture.browserProcess(), 'SIGKILL')
    expect(await app.exited).toBe(0)
    expect(app.stderr()).toContain('host closed')
  })

  it('loads a crashed page again, and the channel with it', async () => {
    const app = await fixture.open()
    const devtools = await app.page.context().newCDPSession(app.page)
    devtools.send('Page.crash').catch(() => {})
    await until('the crash to be told', () => app.stderr().includes('loaded again') || null)
    await app.browser.close()
    const again = await connectPage(path.join(fixture.data, 'chromium'))
    expect(await echo(again, 'back')).toBe('echo back')
    await again.browser.close()
  })

  it('says what is wrong and leaves no browser behind when the host cannot start', async () => {
    const { exited, stderr } = await fixture.start({ env: { ECHO_HOST_FAILS: 'yes' } })
    expect(await exited).toBe(1)
    expect(stderr()).toContain('The journal folder cannot be written.')
    await fixture.browserGone()
  })

  it('gives the browser\'s own words when that does not start', async () => {
    const program = path.join(fixture.folder, 'broken.sh')
    await writeFile(program, '#!/bin/sh\necho no screen here >&2\nexit 1\n', { mode: 0o700 })
    const { exited, stderr } = await fixture.start({ env: { CHROMIUM_PATH: program } })
    expect(await exited).toBe(1)
    expect(stderr()).toContain('no screen here')
  })
})
