import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { type Bounds, fitBounds, readBounds, writeBounds } from '#shell/window-bounds'

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 }
const HERE: Bounds = { x: 100, y: 80, width: 1280, height: 860, maximized: false }

it('leaves a window where it stood, on whichever screen of now that is', () => {
  expect(fitBounds(HERE, [SCREEN])).toEqual(HERE)
  const beside = { ...HERE, x: 2000 }
  expect(fitBounds(beside, [SCREEN, { ...SCREEN, x: 1920 }])).toEqual(beside)
  expect(fitBounds(beside, [])).toEqual(beside)
})

it('brings a window back whose screen is gone, or whose title nobody could take hold of', () => {
  for (const lost of [{ ...HERE, x: 2000 }, { ...HERE, y: -900 }, { ...HERE, x: -1250 }, { ...HERE, y: 1070 }]) {
    expect(fitBounds(lost, [SCREEN])).toEqual({ ...HERE, x: 320, y: 110 })
  }
  expect(fitBounds({ ...HERE, x: 9000, width: 4000, height: 3000 }, [SCREEN])).toMatchObject({ x: 0, y: 0, width: 1920, height: 1080 })
})

it('is kept whole, and what does not read is as if it were not there', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-bounds-'))
  const file = path.join(folder, 'window.json')
  expect(readBounds(file)).toBe(null)
  writeBounds(file, HERE)
  expect(readBounds(file)).toEqual(HERE)
  expect(await readdir(folder)).toEqual(['window.json'])
  await writeFile(file, '{"x":1e99}')
  expect(readBounds(file)).toBe(null)
  writeBounds(path.join(folder, 'nowhere', 'window.json'), HERE)
  await rm(folder, { recursive: true })
})
