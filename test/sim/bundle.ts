import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { build } from 'vite'
import type { Mutant } from './mutants'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Inside of node_modules, from where packages are found. */
const CACHE = join(ROOT, 'node_modules/.cache')

/** Files of the simulator and all that it runs, for plain Node: nothing is left to be compiled at each start. */
export interface Bundles {
  /** The path of the simulator's worker, with one safeguard of the app switched off where a mutant is given. */
  build(mutant?: Mutant): Promise<string>
  remove(): Promise<void>
}

export async function createBundles(): Promise<Bundles> {
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'sim-'))
  return {
    async build(mutant) {
      const name = mutant?.name ?? 'sim'
      await build({
        root: ROOT,
        configFile: false,
        logLevel: 'error',
        // No call leaves the simulator: this edge is only linked.
        resolve: { alias: { '@aws-sdk/client-security-ir': join(ROOT, 'electron/aws/security-ir/index.ts') } },
        plugins: mutant === undefined ? [] : [switchOff(mutant)],
        build: {
          ssr: join(ROOT, 'test/sim/worker.ts'),
          outDir: join(folder, name),
          target: 'node20',
          minify: false,
          rolldownOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } },
        },
      })
      return join(folder, name, `${name}.mjs`)
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** How often the mutant's text occurs in its file: once, or it is out of date. */
export async function occurrences({ file, find }: Mutant): Promise<number> {
  return (await readFile(join(ROOT, file), 'utf8')).split(find).length - 1
}

function switchOff({ name, file, find, replace }: Mutant): Plugin {
  const path = join(ROOT, file)
  return {
    name: `fieldcase:mutant:${name}`,
    enforce: 'pre',
    transform(code, id) {
      if (id !== path) return null
      if (code.split(find).length !== 2) throw new Error(`The mutant "${name}" does not find its text once in ${file}.`)
      return { code: code.replace(find, () => replace), map: null }
    },
  }
}
