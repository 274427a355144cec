import type { Page } from 'playwright-core'
import { z } from '#domain/zod'
import { field, openCase } from '../e2e/screen'
import type { RunningApp } from '../shell/harness'
import type { Bench, Row } from './row'
import { setStage, type Stage } from './stage'
import { ratioOf, type Spread, spreadOf } from './stats'

/*
 * The screen with ten thousand cases and two edits waiting on each, beside the same with a hundred: two apps without a
 * link that take turns. For a key, or a step of a scroll, all that the page's main thread does until the frame that shows
 * it is drawn; and the longest of its tasks while a line is typed and becomes an edit. Both in processor time: others use
 * the machine too.
 */

const CASES = { many: 10_000, few: 100 }
const QUICK_CASES = { many: 1_000, few: 100 }
const EDITS_EACH = 2
/** So many keys or steps are measured in turn. */
const ROUNDS = { full: 10, quick: 2 }
const IN_A_ROUND = 10

const TYPED = 'seen from a network nobody knows '
/** What the cases' numbers, titles and descriptions have in common, and what only one of them has. */
const SEARCHED = 'keys of case 5000000042'
/** What goes beyond it is felt, and what browsers call a long task. */
const LONGEST_TASK_MS = 50

type Action = 'typing' | 'searching' | 'scrolling the cases' | 'scrolling the outbox'
const ACTIONS: readonly Action[] = ['typing', 'searching', 'scrolling the cases', 'scrolling the outbox']

const traceSchema = z.object({
  traceEvents: z.array(z.object({
    name: z.string(),
    pid: z.number(),
    tid: z.number(),
    args: z.object({ name: z.unknown().optional() }).loose().default({}),
    /** Microseconds of processor time. */
    tdur: z.number().default(0),
  })),
})
const MAIN_THREAD = 'CrRendererMain'

interface Seat {
  app: RunningApp
  /** Milliseconds of processor time for each of so many, on average. */
  costs(action: Action, count: number): Promise<number>
  /** Milliseconds of processor time. */
  longestTask(): Promise<number>
}

async function seat(stage: Stage): Promise<Seat> {
  await stage.record(stage.nights.next(EDITS_EACH))
  const app = await stage.openOffline()
  const { page } = app
  const [caseId = ''] = stage.cases
  await openCase(page, caseId)
  let typed = 0

  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  async function spent(): Promise<number> {
    const { metrics } = await cdp.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000
  }

  async function keys(name: string, text: string, count: number): Promise<number> {
    await field(page, name).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await drawn(page)
    const before = await spent()
    for (const key of text.slice(0, count)) {
      await page.keyboard.type(key)
      await drawn(page)
    }
    const cost = (await spent() - before) / count
    await page.keyboard.press('Escape')
    await drawn(page)
    return cost
  }

  /** `selector`: what scrolls, or holds what does. */
  async function steps(selector: string, count: number): Promise<number> {
    const before = await spent()
    const done = await page.evaluate(async ({ of, most }) => {
      const root = document.querySelector(of)
      const box = [root, ...root?.querySelectorAll('*') ?? []].find(one => one !== null && one.scrollHeight > one.clientHeight + 200)
      for (let step = 0; step < most; step += 1) {
        if (box == null) return false
        box.scrollTop = (box.scrollTop + 3000) % (box.scrollHeight - box.clientHeight)
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))
      }
      return true
    }, { of: selector, most: count })
    if (!done) throw new Error(`Nothing scrolls in ${selector}.`)
    return (await spent() - before) / count
  }

  return {
    app,
    costs(action, count) {
      switch (action) {
        case 'typing': return keys('Title', TYPED, count)
        case 'searching': return keys('Search cases', SEARCHED, count)
        case 'scrolling the cases': return steps('[role=listbox][aria-label=Cases]', count)
        case 'scrolling the outbox': return steps('aside[aria-label=Outbox]', count)
      }
    },
    async longestTask() {
      typed += 1
      await field(page, 'Title').focus()
      await page.keyboard.press('ControlOrMeta+a')
      await app.browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'toplevel'] })
      await page.keyboard.type(`${TYPED}${typed}`, { delay: 40 })
      await page.keyboard.press('Enter')
      await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 1500)))
      const trace = traceSchema.parse(JSON.parse((await app.browser.stopTracing()).toString()))
      // The browser has a main thread more, with pages of its own on it: the busiest is ours.
      const mains = trace.traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === MAIN_THREAD)
      const tasks = mains.map(main => trace.traceEvents.filter(({ name, tid, pid }) => name === 'RunTask' && tid === main.tid && pid === main.pid))
      const ours = tasks.toSorted((a, b) => b.length - a.length)[0] ?? []
      if (ours.length === 0) throw new Error('The trace tells of no task.')
      return Math.max(...ours.map(({ tdur }) => tdur)) / 1000
    },
  }
}

/** Resolves when the page has drawn what there is to draw. */
const drawn = (page: Page): Promise<void> => page.evaluate(() => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))
}))

export async function thousandsRows({ tell, quick }: Bench): Promise<Row[]> {
  const cases = quick ? QUICK_CASES : CASES
  const small = await setStage(cases.few)
  const large = await setStage(cases.many)
  try {
    const few = await seat(small)
    const many = await seat(large)
    tell(`Two apps are open without a link, with ${cases.few} and ${cases.many} cases, ${EDITS_EACH} edits waiting on each.`)
    const found = new Map(ACTIONS.map(action => [action, { few: [] as number[], many: [] as number[] }]))
    const longest: number[] = []
    for (let round = 0; round < (quick ? ROUNDS.quick : ROUNDS.full); round += 1) {
      for (const [action, times] of found) {
        times.few.push(await few.costs(action, IN_A_ROUND))
        times.many.push(await many.costs(action, IN_A_ROUND))
      }
      longest.push(await many.longestTask())
    }
    await small.close(few.app)
    await large.close(many.app)
    const rows = [...found].map(([action, { few: ground, many: measured }]): Row =>
      against(`${action}, ${cases.many.toLocaleString('en')} cases`, spreadOf(measured), { what: `with ${cases.few}`, spread: spreadOf(ground) }))
    const task = spreadOf(longest)
    return [...rows, {
      group: 'thousands', what: 'longest task while typing', unit: 'ms', measured: task, baseline: null, ratio: null,
      goal: `≤ ${LONGEST_TASK_MS} ms`, met: task.median <= LONGEST_TASK_MS,
    }]
  }
  finally {
    await small.end()
    await large.end()
  }
}

function against(what: string, measured: Spread, baseline: NonNullable<Row['baseline']>): Row {
  const ratio = ratioOf(measured, baseline.spread)
  return { group: 'thousands', what, unit: 'ms', measured, ratio, goal: '≤ 1.5×', met: ratio <= 1.5, baseline }
}
