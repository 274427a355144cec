import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { focused, settles } from './screen'

/** Whether what has the focus can be seen, and be seen to have it: "seen", or what is wrong. */
export async function under(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return 'nothing has the focus'
    const shown = document.getElementById(element.getAttribute('aria-activedescendant') ?? '') ?? element
    const { width, height, bottom, top, left, right } = shown.getBoundingClientRect()
    if (width === 0 || height === 0 || bottom < 0 || top > window.innerHeight || right < 0 || left > window.innerWidth) return 'what has the focus is out of sight'
    const marked = (one: Element | null): boolean => {
      if (one === null) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || marked(one.parentElement)
    }
    return element.matches(':focus-visible') && marked(shown) ? 'seen' : 'the focus has no mark'
  })
}

/** Presses a key and gives the name of what then has the focus, which must be seen to have it. */
export async function press(page: Page, key: string): Promise<string> {
  await page.keyboard.press(key)
  const name = await settles(`the focus after ${key}`, () => focused(page), found => found !== null)
  expect(await settles(`a mark of the focus after ${key} on ${name}`, () => under(page), mark => mark === 'seen')).toBe('seen')
  return name ?? ''
}
