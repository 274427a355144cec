import { describe, expect, it, vi } from 'vitest'
import { ALL_CASES } from './all-cases'
import { rehearse } from './rehearse'

// A whole service and a whole engine for each.
vi.setConfig({ testTimeout: 60_000 })

describe.each(ALL_CASES)('%s', (_theme, cases) => {
  it.each(cases)('$name', async (row) => {
    const { wrong, ...told } = await rehearse(row)
    const { sees, sent, ended, renewed } = row
    expect(told).toEqual({ sees, sent, ended, ...renewed !== undefined && { renewed } })
    expect(wrong).toEqual([])
  })
})
