import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Electron's program where it is on this machine already, else null; asking the package itself would download it.
 * `packageFolder` is that of the npm package `electron`, null where that is absent. The variables are those of
 * electron-vite and Electron for machines without the internet.
 */
export function findElectron({ packageFolder, env }: { packageFolder: string | null, env: NodeJS.ProcessEnv }): string | null {
  const named = env['ELECTRON_EXEC_PATH']
  if (named) return existsSync(named) ? named : null
  if (packageFolder === null) return null
  const note = path.join(packageFolder, 'path.txt')
  const program = existsSync(note) ? readFileSync(note, 'utf8').trim() : 'electron'
  const file = path.join(env['ELECTRON_OVERRIDE_DIST_PATH'] || path.join(packageFolder, 'dist'), program)
  return existsSync(file) ? file : null
}
