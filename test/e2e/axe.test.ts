import { expect, it } from 'vitest'
import { SCENES } from '../shots/scenes'
import { violationsIn } from './axe'
import './app'

it.each(Object.entries(SCENES))('can be read and used by all, by axe\'s rules, in each state of: %s', async (_, play) => {
  expect(await violationsIn(play)).toEqual({})
})
