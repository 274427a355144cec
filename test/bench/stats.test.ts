import { expect, it } from 'vitest'
import { ratioOf, spreadOf, unevenness } from './stats'

it('takes the middle of an odd number of runs, and between the two middle ones of an even number', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, least: 1, most: 9, runs: 3 })
  expect(spreadOf([10, 1, 2, 4])).toEqual({ median: 3, least: 1, most: 10, runs: 4 })
  expect(() => spreadOf([])).toThrow(RangeError)
})

it('compares medians, so that one slow run of either side changes nothing', () => {
  expect(ratioOf(spreadOf([3, 3, 100]), spreadOf([2, 2, 90]))).toBe(1.5)
})

it('tells how far the figures lie apart', () => {
  expect(unevenness([2, 3, 4])).toBe(2)
})
