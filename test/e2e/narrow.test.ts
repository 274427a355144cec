import { afterAll, beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { press } from './keys'
import { field, openCase, saved, SENT, standing } from './screen'

/** The smallest window, and what is left of a usual one at 200 %. */
const SIZES = [{ width: 960, height: 640 }, { width: 640, height: 400 }]

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await openCase(desk.page, CASES.mining)
  desk.service.cut()
  await field(desk.page, 'Title').focus()
  await desk.page.keyboard.type('Longer than before: ')
  await desk.page.keyboard.press('Enter')
  await saved(desk.page, 1)
})
afterAll(() => desk.service.restore())

/** What reaches out of the window at a side, and what has to be scrolled sideways. */
function cutOff(): Promise<string[]> {
  return desk.page.evaluate(() => {
    const nameOf = (element: Element): string => `${element.tagName.toLowerCase()}.${element.className} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 30)}`
    const found: string[] = []
    for (const element of document.querySelectorAll('body *')) {
      const { width, left, right } = element.getBoundingClientRect()
      const { overflowX, clipPath, visibility } = getComputedStyle(element)
      if (width === 0 || visibility === 'hidden' || clipPath !== 'none') continue
      if (element.matches('button, input, textarea, select, [role]') && (right > window.innerWidth + 1 || left < -1)) found.push(`out of the window: ${nameOf(element)}`)
      if ((overflowX === 'auto' || overflowX === 'scroll') && element.scrollWidth > element.clientWidth + 1) found.push(`scrolls sideways: ${nameOf(element)}`)
    }
    return found
  })
}

it.each(SIZES)('has all of itself in a window of $width by $height, and shows where the focus is', async (size) => {
  const { page } = desk
  await page.setViewportSize(size)
  expect(await cutOff()).toEqual([])
  await press(page, 'Escape')
  const passed = new Set<string>()
  for (let steps = 0; steps < 30; steps += 1) passed.add(await press(page, 'Tab'))
  expect([...passed]).toContain('Title')
  expect(passed.size).toBeGreaterThan(15)
})
