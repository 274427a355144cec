import type { UpdateCall } from '#domain/call'
import { ENGAGEMENT_TYPES, LIST_LIMIT, MAP_FIELD, REGIONS, SCALAR_FIELDS, SET_FIELDS, TEXT_LIMIT } from '#domain/fields'
import type { Entry, ListField, ScalarField } from '#domain/fields'
import { z } from '#domain/zod'
import { fieldsRefused, validationError, type FieldComplaint } from './errors'
import { complaintsOfBothLists, keyOf, type Settings } from './settings'

const BYTE = '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)'
const IPV4 = `(?:${BYTE}\\.){3}${BYTE}`

/** Patterns as the service model of 2018-05-10 has them, for whole strings. */
const PATTERN = {
  caseId: /^\d{10,32}.*$/,
  email: /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/,
  ipAddress: new RegExp(`^(?:${IPV4}|(?:[A-F0-9]{1,4}:){7}[A-F0-9]{1,4}|(?:[A-F0-9]{1,4}:){6}${IPV4})$`),
  service: /^[a-zA-Z0-9 -.():]+$/,
  account: /^[0-9]{12}$/,
}

/** Lists whose items are unique by the API reference; in the others the last item of a key wins. */
const UNIQUE_FIELDS: readonly ListField[] = ['watchers', 'impactedServices', 'impactedAwsRegions', 'impactedAccounts']

/** Beyond this a number of milliseconds is no date any more. */
const LARGEST_INSTANT = 8.64e15

/** Longest page, and the length of one where the call names none. */
const PAGE_LIMIT = 25

const MISSING = 'Member must not be null'

/** The words for a value of the wrong type; an absent one is told apart. */
function notA(kind: string): (issue: { input: unknown }) => string {
  return ({ input }) => input === undefined || input === null ? MISSING : `Member must be ${kind}`
}

function text([min, max]: readonly [number, number], pattern?: RegExp) {
  const bounded = z.string({ error: notA('a string') }).refine((value) => {
    const length = [...value].length
    return length >= min && length <= max
  }, `Member must have length between ${min} and ${max}, inclusive`)
  return pattern === undefined ? bounded : bounded.regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`)
}

function oneOf<const Values extends readonly string[]>(values: Values) {
  return z.enum(values, { error: ({ input }) => input == null ? MISSING : `Member must satisfy enum value set: [${values.join(', ')}]` })
}

function structure(shape: Record<string, z.ZodType<string | null | undefined>>) {
  return z.object(shape, { error: notA('a structure') }).transform((members): Entry =>
    Object.fromEntries(Object.entries(members).flatMap(([name, value]) => typeof value === 'string' ? [[name, value]] : [])))
}

const ITEM: Record<ListField, z.ZodType<Entry>> = {
  watchers: structure({
    email: text(TEXT_LIMIT.email, PATTERN.email),
    name: text(TEXT_LIMIT.name).nullish(),
    jobTitle: text(TEXT_LIMIT.jobTitle).nullish(),
  }),
  threatActorIpAddresses: structure({
    ipAddress: z.string({ error: notA('a string') }).regex(PATTERN.ipAddress, 'Member must be an IPv4 address or eight uppercase IPv6 groups'),
    userAgent: text(TEXT_LIMIT.userAgent).nullish(),
  }),
  impactedServices: text(TEXT_LIMIT.service, PATTERN.service).transform(service => ({ service })),
  impactedAwsRegions: structure({ region: oneOf(REGIONS) }),
  impactedAccounts: text([12, 12], PATTERN.account).transform(account => ({ account })),
  caseMetadata: structure({ key: text(TEXT_LIMIT.key), value: text(TEXT_LIMIT.value) }),
}

function list(field: ListField, fewest: 0 | 1, settings: Settings) {
  const length = `Member must have length between ${fewest} and ${LIST_LIMIT[field]}, inclusive`
  return z.array(ITEM[field], { error: notA('a list') })
    .refine(items => items.length >= fewest && items.length <= LIST_LIMIT[field], length)
    .superRefine((items, context) => {
      if (!UNIQUE_FIELDS.includes(field)) return
      const seen = new Set<string>()
      for (const [index, item] of items.entries()) {
        const key = keyOf(field, item, settings)
        if (seen.has(key)) context.addIssue({ code: 'custom', path: [index], message: 'Member must be unique within its list' })
        seen.add(key)
      }
    })
    .nullish()
}

/** Epoch seconds, fractions allowed; inside milliseconds. */
const timestamp = z.number({ error: notA('a number of seconds since 1970') })
  .transform(seconds => Math.round(seconds * 1000))
  .refine(instant => Math.abs(instant) <= LARGEST_INSTANT, 'Member must be a timestamp')
  .nullish()

const scalarsSchema = z.object({
  title: text(TEXT_LIMIT.title).nullish(),
  description: text(TEXT_LIMIT.description).nullish(),
  reportedIncidentStartDate: timestamp,
  actualIncidentStartDate: timestamp,
  engagementType: oneOf(ENGAGEMENT_TYPES).nullish(),
})

function listsSchema(settings: Settings) {
  return z.object(Object.fromEntries([
    ...SET_FIELDS.flatMap(field => [[`${field}ToAdd`, list(field, 0, settings)], [`${field}ToDelete`, list(field, 0, settings)]] as const),
    [MAP_FIELD, list(MAP_FIELD, 1, settings)] as const,
  ]))
}

const pageSchema = z.object({
  maxResults: z.int({ error: notA('a whole number') })
    .refine(count => count >= 1 && count <= PAGE_LIMIT, `Member must be between 1 and ${PAGE_LIMIT}, inclusive`)
    .nullish(),
  nextToken: text([0, 2000]).nullish(),
})

/** The members of a request's body. Throws CANNOT_PARSE where it is not a JSON object; no body is an empty one. */
export function parseBody(body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  }
  catch {
    throw validationError('CANNOT_PARSE', 'The request body could not be parsed as a JSON object.')
  }
}

export function checkCaseId(caseId: string): void {
  const { error } = text([10, 32], PATTERN.caseId).safeParse(caseId)
  if (error) throw fieldsRefused(complaints(error, 'caseId'))
}

/** `clear`: scalars to be empty, where the service has such a thing. */
export interface AskedUpdate extends UpdateCall { clear: readonly ScalarField[] }

/** What an UpdateCase body asks for. Throws a ValidationException with every broken rule named. */
export function parseUpdate(body: Record<string, unknown>, settings: Settings): AskedUpdate {
  const clear = settings.clearingScalar === 'clear' ? SCALAR_FIELDS.filter(field => body[field] === null || body[field] === '') : []
  const scalars = scalarsSchema.safeParse({ ...body, ...Object.fromEntries(clear.map(field => [field, null])) })
  const lists = listsSchema(settings).safeParse(body)
  const call = { set: present(scalars.data ?? {}), ...listChanges(lists.data ?? {}), clear }
  const refused = [
    ...complaints(scalars.error),
    ...complaints(lists.error),
    ...SET_FIELDS.flatMap(field => complaintsOfBothLists(field, call, settings)),
  ]
  if (refused.length > 0) throw fieldsRefused(refused)
  return call
}

export interface PageRequest { maxResults: number, nextToken: string | null }

/** What a list call asks for. Throws a ValidationException. */
export function parsePage(body: Record<string, unknown>): PageRequest {
  const { data, error } = pageSchema.safeParse(body)
  if (error) throw fieldsRefused(complaints(error))
  return { maxResults: data.maxResults ?? PAGE_LIMIT, nextToken: data.nextToken ?? null }
}

function listChanges(lists: Partial<Record<string, Entry[] | null | undefined>>): Omit<UpdateCall, 'set'> {
  const of = (suffix: 'ToAdd' | 'ToDelete'): UpdateCall['add'] =>
    Object.fromEntries(SET_FIELDS.flatMap(field => lists[field + suffix]?.length ? [[field, lists[field + suffix]]] : []))
  return { add: of('ToAdd'), remove: of('ToDelete'), put: lists[MAP_FIELD] ?? [] }
}

/** An absent member and `null` are the same on this wire. */
function present<Value>(members: Record<string, Value | null | undefined>): Record<string, Value> {
  return Object.fromEntries(Object.entries(members).flatMap(([name, value]) => value == null ? [] : [[name, value]]))
}

function complaints(error: z.ZodError | undefined, root = ''): FieldComplaint[] {
  return (error?.issues ?? []).map(({ path, message }) => ({
    name: path.reduce<string>((name, part) => typeof part === 'number' ? `${name}[${part}]` : `${name}${name && '.'}${String(part)}`, root),
    message,
  }))
}
