import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from '#domain/zod'
import type { History } from './history'
import { historySchema } from './history-schema'

const FOLDER = fileURLToPath(new URL('./found', import.meta.url))

/** A history that once broke a promise, and why it did: see the folder `found`. */
export interface Found { name: string, why: string, history: History }

const foundSchema = z.strictObject({ name: z.string(), why: z.string(), history: historySchema }) satisfies z.ZodType<Found>

export async function readFound(): Promise<Found[]> {
  const files = await readdir(FOLDER).catch(() => [])
  const texts = await Promise.all(files.filter(file => file.endsWith('.json')).sort().map(file => readFile(join(FOLDER, file), 'utf8')))
  return texts.map(text => foundSchema.parse(JSON.parse(text)))
}

/** Gives the path. `name`: of the file, without its end. */
export async function keepFound(name: string, why: string, history: History): Promise<string> {
  const path = join(FOLDER, `${name}.json`)
  await mkdir(FOLDER, { recursive: true })
  const events = history.events.map(event => `      ${JSON.stringify(event)}`).join(',\n')
  const { seed, settings } = history
  const head = `{\n  "name": ${JSON.stringify(name)},\n  "why": ${JSON.stringify(why)},\n  "history": {\n    "seed": ${seed},\n    "settings": ${JSON.stringify(settings)},\n`
  await writeFile(path, `${head}    "events": [\n${events}\n    ]\n  }\n}\n`)
  return path
}
