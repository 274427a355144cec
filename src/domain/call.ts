import { entrySchema, instantSchema } from './case'
import { SET_FIELDS } from './fields'
import { z } from './zod'

const entries = z.array(entrySchema).readonly()

/** What one UpdateCase call carries besides the case's id. Nothing is empty; no key stands in both lists. */
export const updateCallSchema = z.strictObject({
  set: z.strictObject({
    title: z.string().exactOptional(),
    description: z.string().exactOptional(),
    reportedIncidentStartDate: instantSchema.exactOptional(),
    actualIncidentStartDate: instantSchema.exactOptional(),
    engagementType: z.string().exactOptional(),
  }),
  add: z.partialRecord(z.enum(SET_FIELDS), entries),
  remove: z.partialRecord(z.enum(SET_FIELDS), entries),
  put: entries,
})
export type UpdateCall = Readonly<z.infer<typeof updateCallSchema>>
