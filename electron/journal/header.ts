import type { Link } from './chain'
import { BEFORE_ALL, chained, hashSchema } from './chain'
import { encodeLine } from './line'
import { z } from '#domain/zod'

/** The layout of both files that this version reads and writes. */
export const FORMAT = 1

const LONGEST_GENERATION = 64
export const generationSchema = z.string().min(1).max(LONGEST_GENERATION)
export const isGeneration = (text: string): boolean => text.length >= 1 && text.length <= LONGEST_GENERATION

const kind = z.literal('header')
const format = z.literal(FORMAT)

/** The first line of each file. Both name one generation: that is how a file put back from elsewhere is noticed. */
export const headerSchema = z.discriminatedUnion('log', [
  z.strictObject({ kind, log: z.literal('edits'), format, generation: generationSchema }),
  z.strictObject({ kind, log: z.literal('outcomes'), format, generation: generationSchema, hash: hashSchema }),
])
export type Header = z.infer<typeof headerSchema>

/** All that is understood of a header which another version may have written. */
export const anyHeaderSchema = z.looseObject({ kind, format: z.int() })

/** The first line of edits.log. */
export function editsHeader(generation: string): string {
  return encodeLine({ kind: 'header', log: 'edits', format: FORMAT, generation } satisfies Header)
}

/** The first line of outcomes.log. */
export function outcomesHeader(generation: string): Link {
  return chained({ kind: 'header', log: 'outcomes', format: FORMAT, generation } satisfies Omit<Header, 'hash'>, BEFORE_ALL)
}
