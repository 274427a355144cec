import type { Page } from 'playwright-core'

/** When each set of pictures is taken, so that two sets differ only where the screen does. */
const TAKEN_AT = Date.UTC(2026, 10, 23, 1, 40)

/** Moves the clock of the process or page in which it runs; its text is run in three of them. */
const shift = (offset: number): string => `{
  const Real = Date
  globalThis.Date = class Date extends Real {
    constructor(...given) { if (given.length === 0) super(Real.now() + ${offset}); else super(...given) }
    static now() { return Real.now() + ${offset} }
  }
}`

export interface Calendar {
  /** Has a page that is open begin again on that day. */
  turn(page: Page): Promise<void>
}

/** Moves this process and all that it starts to {@link TAKEN_AT}; from there time goes on as ever. */
export function turnCalendar(): Calendar {
  const text = shift(TAKEN_AT - Date.now())
  process.env['NODE_OPTIONS'] = `--import=data:text/javascript,${encodeURIComponent(text)}`
  Reflect.apply(new Function(text), null, [])
  return {
    async turn(page) {
      await page.addInitScript(text)
      await page.reload()
    },
  }
}
