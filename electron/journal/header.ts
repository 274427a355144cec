import { z } from '#domain/zod'

/** The layout of both files that this version reads and writes. */
export const FORMAT = 1

export const generationSchema = z.string().min(1).max(64)

/** The first line of each file. Both name one generation: that is how a file put back from elsewhere is noticed. */
export const headerSchema = z.strictObject({
  kind: z.literal('header'),
  log: z.enum(['edits', 'outcomes']),
  format: z.literal(FORMAT),
  generation: generationSchema,
})
export type Header = z.infer<typeof headerSchema>

/** All that is understood of a header which another version may have written. */
export const anyHeaderSchema = z.looseObject({ kind: z.literal('header'), format: z.int() })
