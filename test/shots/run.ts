import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { turnCalendar } from './calendar'
import type { Onlooker } from './scene'
import { SCENES } from './scenes'

/*
 * Pictures of every state of the app, light and dark: the built app in a headless browser, led there as a responder
 * would, on a service in this process that begins with the same cases on the same day.
 */

const USAGE = `npm run -s shots -- DIR [--only SCENE]
  DIR           where the pictures are saved, as STATE-light.png and STATE-dark.png
  --only SCENE  one scene: ${Object.keys(SCENES).join(', ')}`

const { values: options, positionals: [folder] } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, help: { type: 'boolean' } } })
const chosen = Object.entries(SCENES).filter(([name]) => options.only === undefined || options.only === name)
if (options.help === true || folder === undefined || chosen.length === 0) {
  console.log(USAGE)
  process.exit(options.help === true ? 0 : 2)
}

const started = performance.now()
const calendar = turnCalendar()
await mkdir(folder, { recursive: true })
let taken = 0

const photographer: Onlooker = {
  opened: page => calendar.turn(page),
  async see(state, page) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: path.join(folder, `${state}-${colorScheme}.png`), animations: 'disabled' })
    }
    await page.emulateMedia({ colorScheme: null })
    taken += 1
    console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${state}`)
  },
}

for (const [name, play] of chosen) {
  await play(photographer).catch((error: unknown) => {
    console.error(`${name} ended early: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
}
console.log(`${taken} states, light and dark, in ${folder}`)
