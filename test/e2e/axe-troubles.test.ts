import { expect, it } from 'vitest'
import { SCENES } from '../shots/scenes'
import './app'
import { violationsIn } from './axe'

const TROUBLES = Object.entries(SCENES).filter(([name]) => name !== 'night')

it.each(TROUBLES)('can be read and used by all, by axe\'s rules, in each state of: %s', { timeout: 400_000 }, async (_, play) => {
  expect(await violationsIn(play)).toEqual({})
})
