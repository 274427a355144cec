import { readFile } from 'node:fs/promises'
import { standing } from '../e2e/screen'
import type { RunningApp } from '../shell/harness'
import type { Bench, Row } from './row'
import { plain } from './row'
import { setStage, type Stage } from './stage'
import { spreadOf, unevenness } from './stats'
import { epoch, isOf, listenTo } from './times'

/*
 * A start with so many edits unsent, on data as an app that was closed left them. All counts from the moment the app's
 * process is started, browser and sign-in included: to the first call for a case, which is its read, to the first update, and
 * to the first case on the screen with what waits beside it (taken in the page, by the same clock). Memory is taken
 * without a link, when the screen stands: of the host, of the page's own process, and of the page's objects after a
 * garbage collection.
 */

const CASES = 100
const SIZES = [1_000, 10_000, 100_000]
const RUNS = { full: 3, quick: 1 }
const FIRST_CALL_MS = 1_000

interface Start { read: number, update: number, screen: number }
interface Memory { host: number, page: number, heap: number }

export async function restartRows({ tell, quick }: Bench): Promise<Row[]> {
  const rows: Row[] = []
  for (const size of SIZES) {
    const stage = await setStage(CASES)
    try {
      await stage.record(stage.nights.next(size / CASES))
      await stage.close(await stage.openOffline())
      await stage.keep()
      const starts: Start[] = []
      const memories: Memory[] = []
      for (let run = 0; run < (quick ? RUNS.quick : RUNS.full); run += 1) {
        const offline = await stage.openOffline()
        memories.push(await memoryOf(offline))
        await stage.close(offline)
        stage.service.restore()
        const start = await startOnce(stage)
        starts.push(start)
        await stage.putBack()
        tell(`${size}: first read after ${start.read.toFixed(0)} ms, first update ${start.update.toFixed(0)}, screen ${start.screen.toFixed(0)}; ${JSON.stringify(memories.at(-1))}`)
      }
      const group = 'restart'
      const label = `${size.toLocaleString('en')} unsent`
      const read = spreadOf(starts.map(start => start.read))
      const update = spreadOf(starts.map(start => start.update))
      const atTenThousand = size === 10_000
      rows.push(
        { group, what: `${label}: start to first read`, unit: 'ms', measured: read, baseline: null, ratio: null, ...atTenThousand
          ? { goal: `≤ ${FIRST_CALL_MS} ms`, met: read.median <= FIRST_CALL_MS }
          : { goal: null, met: null } },
        plain({ group, what: `${label}: start to first update`, unit: 'ms', measured: update }),
        plain({ group, what: `${label}: start to first screen`, unit: 'ms', measured: spreadOf(starts.map(({ screen }) => screen)) }),
        plain({ group, what: `${label}: host`, unit: 'MB', measured: spreadOf(memories.map(({ host }) => host)) }),
        plain({ group, what: `${label}: page, its process`, unit: 'MB', measured: spreadOf(memories.map(({ page }) => page)) }),
        plain({ group, what: `${label}: page, its objects`, unit: 'MB', measured: spreadOf(memories.map(({ heap }) => heap)) }),
      )
    }
    finally {
      await stage.end()
    }
  }
  return [...rows, linear(rows)]
}

/** What each further edit costs, between 1,000 and 10,000 and from there to 100,000: linear is the same. */
function linear(rows: readonly Row[]): Row {
  const [small, middle, large] = rows.filter(({ what }) => what.endsWith('first update')).map(({ measured }) => measured.median)
  const each = [((middle ?? 0) - (small ?? 0)) / 9_000, ((large ?? 0) - (middle ?? 0)) / 90_000].map(ms => 1000 * ms)
  const measured = spreadOf(each)
  return {
    group: 'restart', what: 'each further edit', unit: 'µs/edit', measured, baseline: null,
    ratio: unevenness(each), goal: 'linear', met: (each[1] ?? 0) <= 1.5 * (each[0] ?? 0),
  }
}

async function startOnce(stage: Stage): Promise<Start> {
  const ears = listenTo(stage.service)
  const began = epoch()
  const opening = stage.open()
  const [app, read, update] = await Promise.all([
    opening.then(async opened => ({ opened, screen: await firstScreen(opened) })),
    ears.first(isOf('GetCase')),
    // Without a link from here on: the next start has as much to send.
    ears.first(isOf('UpdateCase')).then((seen) => {
      stage.service.cut()
      return seen
    }),
  ])
  ears.stop()
  await app.opened.kill()
  await stage.machine.browserGone()
  return { read: read.at - began, update: update.at - began, screen: app.screen - began }
}

/** When the page first showed a case, with what waits, by the clock of the machine. */
async function firstScreen({ page }: RunningApp): Promise<number> {
  const found = await page.waitForFunction(() =>
    document.querySelector('[role=listbox][aria-label=Cases] [role=option]') !== null
    && /\d (unsent|left)|Everything/.test(document.querySelector('[aria-label=Status]')?.textContent ?? '')
    && performance.timeOrigin + performance.now(), undefined, { polling: 5 })
  return Number(await found.jsonValue())
}

async function memoryOf(app: RunningApp): Promise<Memory> {
  await standing(app.page, /unsent, saved on this machine/)
  const page = await app.page.context().newCDPSession(app.page)
  await page.send('HeapProfiler.collectGarbage')
  await page.send('Performance.enable')
  const { metrics } = await page.send('Performance.getMetrics')
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0
  const browser = await app.browser.newBrowserCDPSession()
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo')
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => resident(id))
  return {
    host: await resident(app.process.pid ?? 0),
    page: Math.max(...await Promise.all(pages)),
    heap: heap / 1e6,
  }
}

/** In MB. */
async function resident(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024 / 1e6
}
