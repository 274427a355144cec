import { expect, it } from 'vitest'
import { crash } from './crash'

it('loses no edit that was seen as saved and sends none twice, killed ten times amidst typing and sending', { timeout: 900_000 }, async () => {
  const told: string[] = []
  const { saved, lost, duplicated } = await crash({ kills: 10, seed: 3, patient: false, tell: line => told.push(line) })
  expect({ lost, duplicated }, told.join('\n')).toEqual({ lost: 0, duplicated: 0 })
  expect(saved, told.join('\n')).toBeGreaterThan(10)
})
