import { expect, it } from 'vitest'
import { SCENES } from '../shots/scenes'
import './app'
import { violationsIn } from './axe'

it('can be read and used by all in each state of a night, by axe\'s rules', { timeout: 400_000 }, async () => {
  expect(await violationsIn(SCENES.night)).toEqual({})
})
