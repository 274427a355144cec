import { z } from './zod'

/** Milliseconds since 1970, whole; the wire carries seconds. */
export const instantSchema = z.int().min(-8.64e15).max(8.64e15)

/** The model's pattern of a case id; extra tail characters are the service's own business. */
export const CASE_ID = /^\d{10}[^/\s]*$/
export const caseIdSchema = z.string().min(10).max(32).regex(CASE_ID)

/** Bounds only: what an entry may say is for domain/entry to judge, and what the service sends is taken as it is. */
export const entrySchema = z.record(z.string().max(64), z.string().max(16_384))

/** What stands in one slot: a scalar, an entry of a list, or nothing. */
export const slotValueSchema = z.union([z.string(), instantSchema, entrySchema]).nullable()
export type SlotValue = z.infer<typeof slotValueSchema>

const entriesSchema = z.array(entrySchema).max(10_000).readonly()

/** What UpdateCase can change about a case. `null` is "not set": the API can set a scalar, never clear it. */
export const caseContentSchema = z.strictObject({
  title: z.string().nullable(),
  description: z.string().nullable(),
  reportedIncidentStartDate: instantSchema.nullable(),
  actualIncidentStartDate: instantSchema.nullable(),
  engagementType: z.string().nullable(),
  watchers: entriesSchema,
  threatActorIpAddresses: entriesSchema,
  impactedServices: entriesSchema,
  impactedAwsRegions: entriesSchema,
  impactedAccounts: entriesSchema,
  caseMetadata: entriesSchema,
})
export type CaseContent = Readonly<z.infer<typeof caseContentSchema>>

/** What the service says about a case and UpdateCase cannot change. */
export const caseFactsSchema = z.strictObject({
  caseArn: z.string().nullable(),
  caseStatus: z.string().nullable(),
  createdDate: instantSchema.nullable(),
  lastUpdatedDate: instantSchema.nullable(),
  closedDate: instantSchema.nullable(),
  resolverType: z.string().nullable(),
  pendingAction: z.string().nullable(),
  closureCode: z.string().nullable(),
})
export type CaseFacts = Readonly<z.infer<typeof caseFactsSchema>>

/**
 * A case as one read found it. ListCases carries only title, engagement and facts: such a snapshot is not
 * `complete` until GetCase has filled in the rest. `gone`: the service no longer has the case.
 */
export const snapshotSchema = z.strictObject({
  caseId: caseIdSchema,
  readAt: instantSchema,
  /** When the newest call of ours was made that is laid over what was read; absent where the read shows all of them. */
  laidAt: instantSchema.exactOptional(),
  complete: z.boolean(),
  gone: z.boolean(),
  facts: caseFactsSchema,
  content: caseContentSchema,
})
export type Snapshot = Readonly<z.infer<typeof snapshotSchema>>

/** A case of which nothing is set. */
export function emptyContent(): CaseContent {
  return {
    title: null,
    description: null,
    reportedIncidentStartDate: null,
    actualIncidentStartDate: null,
    engagementType: null,
    watchers: [],
    threatActorIpAddresses: [],
    impactedServices: [],
    impactedAwsRegions: [],
    impactedAccounts: [],
    caseMetadata: [],
  }
}

/** A case of which the service says nothing. */
export const NO_FACTS: CaseFacts = {
  caseArn: null,
  caseStatus: null,
  createdDate: null,
  lastUpdatedDate: null,
  closedDate: null,
  resolverType: null,
  pendingAction: null,
  closureCode: null,
}
