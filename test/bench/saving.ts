import { open } from 'node:fs/promises'
import path from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { field, openCase } from '../e2e/screen'
import type { RunningApp } from '../shell/harness'
import type { Bench, Row } from './row'
import { plain } from './row'
import { setStage, type Stage } from './stage'
import { ratioOf, spreadOf } from './stats'

/*
 * From the Enter key that ends an edit to the moment the page knows that both logs hold it, and to the moment its screen
 * says so: taken in the page, by its own clock. Painting is not part of either. What no edit can do without is one strict
 * put into a database of the same page and one line added to a file of the same disk with fdatasync, the two at once: the
 * longer of the two is the baseline. The way between page and host is not part of it.
 */

/** So many edits are measured in turn with so many of what they are compared with. */
const ROUNDS = { full: 15, quick: 2 }
const IN_A_ROUND = 5
const QUEUED = 20_000
const CASES = 100

/** A line of the journal is about as long. */
const LINE_LENGTH = 480

/** Milliseconds from the key on. */
interface Saved { logs: number, screen: number }

interface Typist {
  page: Page
  edits(count: number): Promise<Saved[]>
  /** The bare puts beside bare appends: for each, the longer of the two. */
  bare(count: number): Promise<number[]>
  close(): Promise<void>
}

async function seat(stage: Stage, app: RunningApp): Promise<Typist> {
  const { page } = app
  const [caseId = ''] = stage.cases
  await openCase(page, caseId)
  const cdp = await page.context().newCDPSession(page)
  const file = await open(path.join(stage.machine.folder, 'bare.log'), 'a')
  let typed = 0

  await watchSaving(page)
  const bare = await barePuts(page, cdp, async () => {
    const began = performance.now()
    await file.write(`${'x'.repeat(LINE_LENGTH)}\n`)
    await file.datasync()
    return performance.now() - began
  })

  return {
    page,
    async edits(count) {
      const found: Saved[] = []
      while (found.length < count) {
        typed += 1
        await field(page, 'Title').focus()
        await page.keyboard.press('ControlOrMeta+a')
        await page.keyboard.insertText(`Keys of a case used from abroad, typed ${typed} times`)
        // What was typed is drawn before the next key comes, as it is under anybody's fingers.
        await rested(page)
        // No polling: it would have the page draw frame after frame meanwhile.
        const saved = page.evaluate(() => new Promise<Saved>((resolve) => {
          window.addEventListener('benchSaved', event => event instanceof CustomEvent && resolve(event.detail), { once: true })
        }))
        await page.keyboard.press('Enter')
        found.push(await saved)
      }
      return found
    },
    bare,
    async close() {
      await file.close()
      await stage.close(app)
    },
  }
}

/** Resolves when the page has drawn what there is to draw, and a person's next key may come. */
async function rested(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve, 80))
  }))
}

/**
 * Has the page tell of each edit, by its own clock: when the later one of its transaction's end and the host's reply came,
 * and when the list of cases showed what was typed, with the status bar calling it saved.
 */
async function watchSaving(page: Page): Promise<void> {
  await page.evaluate(() => {
    const status = document.querySelector('[aria-label=Status]')
    const title = document.querySelector<HTMLTextAreaElement>('.field.title textarea')
    // Methods: the name that tsx gives to a function is not known in the page.
    const bench = {
      at: 0,
      logs: 0,
      ends: new Set<string>(),
      end(log: string): void {
        if (bench.at === 0 || bench.ends.has(log)) return
        bench.ends.add(log)
        if (bench.ends.size === 2) bench.logs = performance.now() - bench.at
        bench.look()
      },
      look(): void {
        if (bench.at === 0 || bench.ends.size < 2 || status?.textContent.includes('saved on this machine') !== true) return
        const open = document.querySelector('[role=option][aria-selected=true] .title')
        if (open?.textContent !== title?.value) return
        const detail = { logs: bench.logs, screen: performance.now() - bench.at }
        bench.at = 0
        window.dispatchEvent(new CustomEvent('benchSaved', { detail }))
      },
    }
    window.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') Object.assign(bench, { at: performance.now(), logs: 0, ends: new Set() })
    }, true)
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (...given) {
      // Around the page's own listener, which comes first and has all drawn that is drawn because of it.
      const { transaction } = this
      const own = transaction.oncomplete
      transaction.oncomplete = function (event) {
        bench.end('database')
        own?.call(this, event)
      }
      return put.apply(this, given)
    }
    const parse = JSON.parse
    JSON.parse = (...given) => {
      const value: unknown = parse(...given)
      if (value instanceof Object && 'id' in value && 'ok' in value) bench.end('journal')
      return value
    }
    new MutationObserver(() => bench.look()).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}

/** The page asks for the append by a binding as it begins its put, so that both are under way at once. */
async function barePuts(page: Page, cdp: CDPSession, append: () => Promise<number>): Promise<Typist['bare']> {
  let appends: Array<Promise<number>> = []
  cdp.on('Runtime.bindingCalled', ({ name }) => {
    if (name === 'benchAppend') appends.push(append())
  })
  await cdp.send('Runtime.addBinding', { name: 'benchAppend' })
  await page.evaluate(() => new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('bench', 1)
    request.onupgradeneeded = () => { request.result.createObjectStore('rows', { keyPath: 'id' }) }
    request.onerror = () => reject(request.error ?? new Error('The bench\'s database does not open.'))
    request.onsuccess = () => {
      Reflect.set(window, 'benchDatabase', request.result)
      resolve()
    }
  }))
  return async (count) => {
    appends = []
    const puts = await page.evaluate(async ({ most, text }) => {
      const found: number[] = []
      const database: IDBDatabase = Reflect.get(window, 'benchDatabase')
      for (let done = 0; done < most; done += 1) {
        found.push(await new Promise<number>((resolve, reject) => {
          const row = { id: crypto.randomUUID(), v: 1, edit: { id: crypto.randomUUID(), change: { kind: 'set', value: text } }, held: null }
          const began = performance.now()
          Reflect.get(window, 'benchAppend')('')
          const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' })
          transaction.objectStore('rows').put(row)
          transaction.oncomplete = () => resolve(performance.now() - began)
          transaction.onabort = () => reject(transaction.error ?? new Error('The put was refused.'))
        }))
        // As far apart as edits are.
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      return found
    }, { most: count, text: 'x'.repeat(LINE_LENGTH / 2) })
    const fsyncs = await Promise.all(appends)
    return puts.map((put, index) => Math.max(put, fsyncs[index] ?? 0))
  }
}

export async function savingRows({ tell, quick }: Bench): Promise<Row[]> {
  const empty = await setStage(CASES)
  const full = await setStage(CASES)
  try {
    await full.record(full.nights.next(QUEUED / CASES))
    const onEmpty = await seat(empty, await empty.openOffline())
    const onFull = await seat(full, await full.openOffline())
    tell(`Two apps are open without a link, one with ${QUEUED} edits waiting.`)
    for (const typist of [onEmpty, onFull]) {
      await typist.edits(3)
      await typist.bare(3)
    }
    const bare: number[] = []
    const edits: Saved[] = []
    const queued: Saved[] = []
    for (let round = 0; round < (quick ? ROUNDS.quick : ROUNDS.full); round += 1) {
      bare.push(...await onEmpty.bare(IN_A_ROUND))
      edits.push(...await onEmpty.edits(IN_A_ROUND))
      queued.push(...await onFull.edits(IN_A_ROUND))
    }
    await onEmpty.close()
    await onFull.close()
    const ground = spreadOf(bare)
    const rowsOf = (what: string, until: keyof Saved): Row[] => {
      const measured = spreadOf(edits.map(saved => saved[until]))
      const late = spreadOf(queued.map(saved => saved[until]))
      const ratio = ratioOf(measured, ground)
      const slower = ratioOf(late, measured)
      return [
        {
          group: 'saving', what, unit: 'ms', measured, ratio, goal: '≤ 1.5× (taken ≤ 2.5×)', met: ratio <= 2.5,
          baseline: { what: 'put and fsync', spread: ground },
        },
        {
          group: 'saving', what: `${what}, ${QUEUED.toLocaleString('en')} queued`, unit: 'ms', measured: late, ratio: slower, goal: '≤ 1.2×', met: slower <= 1.2,
          baseline: { what: 'with none', spread: measured },
        },
      ]
    }
    return [
      plain({ group: 'saving', what: 'one strict put beside one fsync', unit: 'ms', measured: ground }),
      ...rowsOf('edit to both logs hold it', 'logs'),
      ...rowsOf('edit to "saved" on the screen', 'screen'),
    ]
  }
  finally {
    await empty.end()
    await full.end()
  }
}
