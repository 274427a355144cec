import { mkdirSync } from 'node:fs'
import path from 'node:path'
import envPaths from 'env-paths'

export interface DataFolder {
  /** Holds the journals, which both shells share. */
  readonly root: string
  /** Chromium's own folder: the page's database lies in it. */
  readonly chromium: string
  /** Electron's `userData`. */
  readonly electron: string
}

/** Where everything is kept: `--data` before FIELDCASE_DATA before the system's place for an app's data. */
export function locateData({ data, env, cwd }: { data: string | null, env: NodeJS.ProcessEnv, cwd: string }): DataFolder {
  const root = path.resolve(cwd, data ?? (env['FIELDCASE_DATA'] || envPaths('fieldcase', { suffix: '' }).data))
  return { root, chromium: path.join(root, 'chromium'), electron: path.join(root, 'electron') }
}

/** Case data is nobody else's: the folders are closed to other users of the machine. */
export function makeData(folder: DataFolder): void {
  for (const each of [folder.root, folder.chromium, folder.electron]) mkdirSync(each, { recursive: true, mode: 0o700 })
}
