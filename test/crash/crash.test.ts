import { expect, it } from 'vitest'
import { crash } from './crash'

it('loses no edit that was seen as saved and sends none twice, killed ten times amidst typing and sending', { timeout: 600_000 }, async () => {
  const { saved, lost, duplicated } = await crash({ kills: 10, seed: 3, tell: line => console.log(line) })
  expect({ lost, duplicated }).toEqual({ lost: 0, duplicated: 0 })
  expect(saved).toBeGreaterThan(10)
})
