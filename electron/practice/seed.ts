import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { caseIdSchema } from '#domain/case'
import { z } from '#domain/zod'
import { filled, fillSchema } from './fill'
import { attachmentSchema, type ServiceCase } from './state'

/** Ages, not dates: the practice workspace looks current whenever it is seeded. */
const hoursAgo = z.number().nonnegative()
const email = z.strictObject({ email: z.string(), name: z.string().optional(), jobTitle: z.string().optional() })
const address = z.strictObject({ ipAddress: z.string(), userAgent: z.string().optional() })

const seedSchema = z.strictObject({
  caseId: caseIdSchema,
  title: z.string(),
  /** Paragraphs. */
  description: z.array(z.string()),
  engagementType: z.string(),
  caseStatus: z.string(),
  resolverType: z.string(),
  pendingAction: z.string().default('None'),
  closureCode: z.string().nullable().default(null),
  hoursAgo: z.strictObject({
    actualIncidentStartDate: hoursAgo.nullable().default(null),
    reportedIncidentStartDate: hoursAgo,
    createdDate: hoursAgo,
    lastUpdatedDate: hoursAgo,
    closedDate: hoursAgo.nullable().default(null),
  }),
  watchers: z.array(email),
  threatActorIpAddresses: z.array(address),
  impactedServices: z.array(z.string()),
  impactedAwsRegions: z.array(z.string()),
  impactedAccounts: z.array(z.string()),
  caseMetadata: z.record(z.string(), z.string()),
  attachments: z.array(attachmentSchema.pick({ fileName: true, attachmentStatus: true }).extend({ by: z.string(), hoursAgo })).default([]),
  /** Oldest first. */
  edits: z.array(z.strictObject({ by: z.string(), hoursAgo, action: z.string(), message: z.string().min(10) })),
  fillUpTo: fillSchema.default({}),
})
type Seed = z.infer<typeof seedSchema>

export interface SeedOptions {
  /** Holds one JSON file a case. */
  folder: string
  region: string
  account: string
  /** The ARN of a colleague by the name used in the seeds. */
  principalOf: (name: string) => string
  /** Milliseconds since 1970. */
  now: number
}

/** The cases that an empty practice service starts with. Rejects where a seed file is missing or malformed. */
export async function readSeeds({ folder, ...options }: SeedOptions): Promise<ServiceCase[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort()
  if (names.length === 0) throw new Error(`No practice cases were found in ${folder}. Name the folder that holds them.`)
  return Promise.all(names.map(async name => toCase(seedSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))), options)))
}

function toCase(seed: Seed, { region, account, principalOf, now }: Omit<SeedOptions, 'folder'>): ServiceCase {
  const dateOf = (hours: number): number => now - Math.round(hours * 3_600_000)
  const ifAny = (hours: number | null): number | null => hours === null ? null : dateOf(hours)
  const { caseId, title, engagementType, caseStatus, resolverType, pendingAction, closureCode } = seed
  return {
    caseId,
    facts: {
      caseArn: `arn:aws:security-ir:${region}:${account}:case/${caseId}`,
      caseStatus,
      resolverType,
      pendingAction,
      closureCode,
      createdDate: dateOf(seed.hoursAgo.createdDate),
      lastUpdatedDate: dateOf(seed.hoursAgo.lastUpdatedDate),
      closedDate: ifAny(seed.hoursAgo.closedDate),
    },
    content: {
      title,
      description: seed.description.join('\n\n'),
      engagementType,
      reportedIncidentStartDate: dateOf(seed.hoursAgo.reportedIncidentStartDate),
      actualIncidentStartDate: ifAny(seed.hoursAgo.actualIncidentStartDate),
      ...filled({
        watchers: seed.watchers.map(withoutAbsent),
        threatActorIpAddresses: seed.threatActorIpAddresses.map(withoutAbsent),
        impactedServices: seed.impactedServices.map(service => ({ service })),
        impactedAwsRegions: seed.impactedAwsRegions.map(region => ({ region })),
        impactedAccounts: seed.impactedAccounts.map(account => ({ account })),
        caseMetadata: Object.entries(seed.caseMetadata).map(([key, value]) => ({ key, value })),
      }, seed.fillUpTo),
    },
    attachments: seed.attachments.map(({ fileName, attachmentStatus, by, hoursAgo }) =>
      ({ attachmentId: randomUUID(), fileName, attachmentStatus, creator: principalOf(by), createdDate: dateOf(hoursAgo) })),
    edits: seed.edits.map(({ by, hoursAgo, action, message }) => ({ at: dateOf(hoursAgo), principal: principalOf(by), action, message })),
  }
}

function withoutAbsent(entry: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(entry).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))
}
