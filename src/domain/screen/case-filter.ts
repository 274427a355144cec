import { z } from '../zod'

/** Why a case may stand out; a case may carry several. `needsMe`: it conflicts, is parked, or may have been overwritten. */
export const CASE_MARKS = ['needsMe', 'pending', 'conflict', 'parked', 'changed'] as const
export type CaseMark = typeof CASE_MARKS[number]

/** `needsMe`: what needs the responder first, closed cases last. All end in the most lately updated first. */
export const CASE_SORTS = ['needsMe', 'updated', 'created', 'title', 'status'] as const
export type CaseSort = typeof CASE_SORTS[number]

const LONGEST = 500

/** Which cases are listed, and in what order. Within a group any may match, across groups all must; an empty group matches all. */
export const caseFilterSchema = z.strictObject({
  /** Words that must all stand somewhere in the case. */
  search: z.string().max(LONGEST).default(''),
  statuses: z.array(z.string().max(LONGEST)).max(50).readonly().default([]),
  engagements: z.array(z.string().max(LONGEST)).max(50).readonly().default([]),
  marks: z.array(z.enum(CASE_MARKS)).max(CASE_MARKS.length).readonly().default([]),
  sort: z.enum(CASE_SORTS).default('needsMe'),
})
export type CaseFilter = Readonly<z.infer<typeof caseFilterSchema>>

/** Lists all cases, in the order in which they want attention. */
export const EVERY_CASE: CaseFilter = caseFilterSchema.parse({})
