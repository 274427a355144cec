import os from 'node:os'
import path from 'node:path'
import { createHost } from '#host'
import { parseArguments, WRONG_USAGE } from '#shell/arguments'
import { runChromiumApp } from '#shell/chromium-app'
import { openInBrowser } from '#shell/open-browser'

const log = (line: string): void => { console.error(line) }

const parsed = parseArguments(process.argv.slice(2))
if (!parsed.ok) {
  log(parsed.message)
  process.exit(WRONG_USAGE)
}

try {
  await runChromiumApp({
    args: parsed.value,
    renderer: path.join(import.meta.dirname, '../renderer'),
    startHost: options => createHost({
      ...options,
      shell: 'chromium',
      env: process.env,
      home: os.homedir(),
      resources: path.join(import.meta.dirname, '../../resources'),
      openBrowser: url => openInBrowser(url),
      log,
    }),
    log,
  })
  process.exit(0)
}
catch (error) {
  log(`Fieldcase could not start: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
