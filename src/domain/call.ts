import { entrySchema, instantSchema } from './case'
import { SCALAR_FIELDS, SET_FIELDS } from './fields'
import { z } from './zod'

const entries = z.array(entrySchema).readonly()

/** What one UpdateCase call carries besides the case's id. Nothing is empty; no key stands in both lists. */
export const updateCallSchema = z.strictObject({
  set: z.partialRecord(z.enum(SCALAR_FIELDS), z.union([z.string(), instantSchema])),
  add: z.partialRecord(z.enum(SET_FIELDS), entries),
  remove: z.partialRecord(z.enum(SET_FIELDS), entries),
  put: entries,
})
export type UpdateCall = Readonly<z.infer<typeof updateCallSchema>>
