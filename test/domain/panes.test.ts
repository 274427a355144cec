import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { BESIDE, CASE_LEAST, DRAWER_WIDTH, LIST_WIDTH, paneWidths } from '#domain/screen/panes'

const wish = fc.record({ list: fc.double({ min: 0, max: 4000, noNaN: true }), drawer: fc.double({ min: 0, max: 4000, noNaN: true }) })

it('leaves the case room to be worked in, whatever widths were dragged and however large the window is', () => {
  fc.assert(fc.property(fc.integer({ min: 640, max: 4000 }), wish, fc.boolean(), (window, wished, open) => {
    const { list, drawer, most, beside } = paneWidths({ window, wished, open })
    expect(list).toBeGreaterThanOrEqual(LIST_WIDTH.least)
    expect(drawer).toBeGreaterThanOrEqual(DRAWER_WIDTH.least)
    expect(list).toBeLessThanOrEqual(most.list)
    expect(drawer).toBeLessThanOrEqual(most.drawer)
    if (window >= LIST_WIDTH.least + CASE_LEAST) expect(window - list - (open && beside ? drawer : 0)).toBeGreaterThanOrEqual(CASE_LEAST)
  }))
})

it('gives both panes what they were given before where there is room, and puts the drawer over the case where there is none', () => {
  const at = (window: number) => paneWidths({ window, wished: { list: 300, drawer: 360 }, open: true })
  expect(at(1440)).toMatchObject({ list: 300, drawer: 360, beside: true })
  expect(at(BESIDE)).toMatchObject({ list: 250, drawer: 280, beside: true })
  expect(at(BESIDE - 1)).toMatchObject({ list: 300, drawer: 360, beside: false })
})
