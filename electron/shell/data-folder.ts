import { mkdirSync } from 'node:fs'
import path from 'node:path'
import envPaths from 'env-paths'
import { ELECTRON_PARTITION } from './origins'

export interface DataFolder {
  /** Holds the journals, which both shells share. */
  readonly root: string
  /** Chromium's own folder: the page's database lies in it. */
  readonly chromium: string
  /** Electron's `userData`. */
  readonly electron: string
  /** Where each browser keeps the page's database. */
  readonly databases: { readonly chromium: string, readonly electron: string }
}

/** Where everything is kept: `--data` before FIELDCASE_DATA before the system's place for an app's data. */
export function locateData({ data, env, cwd }: { data: string | null, env: NodeJS.ProcessEnv, cwd: string }): DataFolder {
  const root = path.resolve(cwd, data ?? (env['FIELDCASE_DATA'] || envPaths('fieldcase', { suffix: '' }).data))
  const [chromium, electron] = [path.join(root, 'chromium'), path.join(root, 'electron')]
  return {
    root,
    chromium,
    electron,
    databases: {
      chromium: path.join(chromium, 'Default/IndexedDB'),
      // A partition's name without `persist:`, after Electron's session documentation and its own folder.
      electron: path.join(electron, 'Partitions', ELECTRON_PARTITION.replace('persist:', ''), 'IndexedDB'),
    },
  }
}

/** Case data is nobody else's: the folders are closed to other users of the machine. */
export function makeData(folder: DataFolder): void {
  for (const each of [folder.root, folder.chromium, folder.electron]) mkdirSync(each, { recursive: true, mode: 0o700 })
}
