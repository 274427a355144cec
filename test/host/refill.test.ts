import { expect, it } from 'vitest'
import { MAX_MESSAGE } from '#channel/protocol'
import type { UnsettledEdit } from '../../electron/ports/journal'
import { refillOf } from '../../electron/refill'
import { titleEdit } from '../support/samples'

it('hands over a journal of any size in messages that the channel takes, each edit once, in order', () => {
  const long = 'x'.repeat(16_384)
  const unsettled = Array.from({ length: 3_000 }, (_, n): UnsettledEdit =>
    ({ edit: titleEdit(n, long, { base: long }), generation: null, held: null }))
  const named = new Set<string>()
  let messages = 0
  for (let refill = refillOf(unsettled, named); refill.length > 0; refill = refillOf(unsettled, named)) {
    messages += 1
    expect(JSON.stringify(refill).length).toBeLessThan(MAX_MESSAGE / 2)
    for (const { edit } of refill) named.add(edit.id)
  }
  expect(messages).toBeGreaterThan(1)
  expect([...named]).toEqual(unsettled.map(({ edit }) => edit.id))
})
