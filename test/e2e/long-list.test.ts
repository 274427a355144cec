import { beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { press, under } from './keys'
import { add, field, focused, grid, openCase, saved, SENT, settles, standing } from './screen'

const LIST = 'Threat-actor addresses'
const MANY = Array.from({ length: 200 }, (_, n) => `203.0.113.${n}`)

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await openCase(desk.page, CASES.key)
  desk.service.cut()
  await desk.page.getByRole('button', { name: 'Paste many threat-actor addresses' }).press('Enter')
  await desk.page.keyboard.insertText(MANY.join('\n'))
  await desk.page.keyboard.press('ControlOrMeta+Enter')
  await saved(desk.page, 200)
})

const rows = () => grid(desk.page, LIST)
const counts = (count: number) => settles(`${count} rows`, () => rows().getAttribute('aria-rowcount'), found => found === String(count))
const has = (name: string) => settles(`the focus on ${name}`, () => focused(desk.page), found => found === name)

/** What lies over another row, or leaves a gap below it; of rows drawn for their focus alone nothing is asked. */
function badlyPlaced(): Promise<string[]> {
  return rows().evaluate((list) => {
    const drawn = [...list.querySelectorAll<HTMLElement>('[data-line]')]
      .map(row => ({ index: Number(row.dataset['index']), name: row.getAttribute('aria-label'), box: row.getBoundingClientRect() }))
      .sort((a, b) => a.index - b.index)
    return drawn.flatMap(({ index, name, box }, at) => {
      const next = drawn[at + 1]
      if (next === undefined || next.index !== index + 1) return []
      return Math.abs(next.box.top - box.bottom) > 1 ? [`${name} ends at ${box.bottom}, ${next.name} begins at ${next.box.top}`] : []
    })
  })
}

it('walks two hundred addresses from end to end, and draws no more than what is in sight', async () => {
  const { page } = desk
  await rows().getByRole('row', { name: '203.0.113.0', exact: true }).focus()
  await page.keyboard.press('End')
  await has('203.0.113.199')
  expect(await press(page, 'PageUp')).toBe('203.0.113.189')
  for (let n = 188; n > 150; n -= 1) expect(await press(page, 'ArrowUp')).toBe(`203.0.113.${n}`)
  expect(await rows().locator('[data-line]').count()).toBeLessThan(60)
  expect(await badlyPlaced()).toEqual([])
  await page.keyboard.press('Home')
  await has('203.0.113.0')
})

it('stays in place and whole while it is scrolled by the wheel', async () => {
  const { page } = desk
  await rows().scrollIntoViewIfNeeded()
  const box = await rows().boundingBox()
  if (box === null) throw new Error('The list is not on the screen.')
  await page.mouse.move(box.x + box.width / 2, box.y + 100)
  for (let turns = 0; turns < 8; turns += 1) {
    await page.mouse.wheel(0, 700)
    expect(await badlyPlaced()).toEqual([])
  }
  await settles('the last row', () => rows().getByRole('row', { name: '203.0.113.199', exact: true }).count(), count => count === 1)
  // The row that has the focus stays, however far away it is.
  expect(await focused(page)).toBe('203.0.113.0')
  await page.keyboard.press('ArrowDown')
  await has('203.0.113.1')
  await settles('it to be in sight', () => under(page), mark => mark === 'seen')
})

it('selects across what is not drawn, removes it at once, and takes that back', async () => {
  const { page } = desk
  await page.keyboard.press('Home')
  await has('203.0.113.0')
  for (let n = 0; n < 12; n += 1) await page.keyboard.press('Shift+PageDown')
  await page.getByText('121 selected').waitFor()
  await page.keyboard.press('Delete')
  await counts(79)
  await has('203.0.113.121')
  await saved(page, 79)
  await page.keyboard.press('ControlOrMeta+z')
  await counts(200)
  await saved(page, 200)
  expect(await focused(page)).not.toBeNull()

  await page.keyboard.press('ControlOrMeta+a')
  await page.getByText('200 selected').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Delete')
  await counts(199)
  await page.keyboard.press('ControlOrMeta+z')
  await counts(200)
})

it('refuses one more than the service holds, and sends the two hundred as they stand', async () => {
  const { page } = desk
  await add(page, 'Add a threat-actor address', '198.51.100.1')
  await page.getByText(/A case holds at most 200 threat-actor addresses/).waitFor()
  await field(page, 'Add a threat-actor address').press('Escape')
  desk.service.restore()
  await standing(page, SENT)
  const held = new Set(desk.service.case(CASES.key).threatActorIpAddresses.map(({ ipAddress }) => ipAddress))
  expect(MANY.filter(address => !held.has(address))).toEqual([])
})
