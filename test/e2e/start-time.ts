import { newMachine } from '../support/machine'

/*
 * How long a start takes, from the start of the process to the first case on the screen, in milliseconds: the very
 * first one, which seeds the practice cases, and then starts on what that one left. Taking hold of the page from
 * outside is part of each figure. Prints JSON; needs the app built.
 *
 *   node --import tsx test/e2e/start-time.ts
 */
const RUNS = 5

async function startOnce(machine: Awaited<ReturnType<typeof newMachine>>): Promise<number> {
  const began = performance.now()
  const app = await machine.open()
  await app.page.getByRole('listbox', { name: 'Cases' }).getByRole('option').first().waitFor()
  const took = Math.round(performance.now() - began)
  await app.close()
  await machine.browserGone()
  return took
}

const machine = await newMachine()
try {
  const first = await startOnce(machine)
  const runs: number[] = []
  while (runs.length < RUNS) runs.push(await startOnce(machine))
  const median = runs.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)]
  console.log(JSON.stringify({ unit: 'ms', first, median, runs }))
}
finally {
  await machine.remove()
}
