import { parseArguments } from '#shell/arguments'
import { runChromiumApp } from '#shell/chromium-app'

// The Chromium shell as it ships, around a host that sends every text back and says it, and a page of the test's own.
const { ECHO_PAGE, ECHO_HOST_FAILS } = process.env
const parsed = parseArguments(process.argv.slice(2))
if (!parsed.ok || ECHO_PAGE === undefined) throw new Error('The echo app needs proper options and ECHO_PAGE.')

try {
  await runChromiumApp({
    args: parsed.value,
    renderer: ECHO_PAGE,
    async startHost({ port }) {
      if (ECHO_HOST_FAILS !== undefined) throw new Error('The journal folder cannot be written.')
      port.onMessage((text) => {
        console.error(`heard ${text.slice(0, 100)}`)
        port.send(`echo ${text}`)
      })
      return { opened: async () => null, close: async () => console.error('host closed') }
    },
    log: line => console.error(line),
  })
  process.exit(0)
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
