import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findChromium } from '#shell/find-chromium'

/**
 * A program for CHROMIUM_PATH that starts the browser with a debugging port beside the shell's pipe. So the
 * tests drive the shell exactly as it ships, which itself has no way to open a port.
 */
export async function makeBrowserWithPort(folder: string): Promise<string> {
  const browser = findChromium(process.env, () => {})
  const program = path.join(folder, 'browser-with-port.sh')
  // --test-type hides the banner that --no-sandbox brings.
  await writeFile(program, `#!/bin/sh\nexec '${browser}' "$@" --remote-debugging-port=0 --test-type\n`, { mode: 0o700 })
  return program
}
