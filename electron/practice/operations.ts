import { LIST_FIELDS, LIST_LIMIT, SET_FIELDS, type Entry, type ListField, type ScalarField } from '#domain/fields'
import { caseNotFound, fieldsRefused, validationError } from './errors'
import { page } from './paging'
import { checkCaseId, parsePage, parseUpdate, type AskedUpdate } from './rules'
import { changedMetadata, changedSet, complaintsOfDeletion, type Settings } from './settings'
import type { ServiceCase, State } from './state'
import type { Versions } from './versions'
import { caseReply, editItem, listItem } from './wire'

export interface CaseRequest { caseId: string, body: Record<string, unknown> }

export interface OperationContext {
  state: State
  settings: Settings
  versions: Versions
  /** How many versions ago this read is told to be. */
  back: () => number
  /** The caller's ARN, as the case's log of edits shows it. */
  principal: string
  /** Milliseconds since 1970. */
  now: number
}

export function getCase({ caseId }: CaseRequest, context: OperationContext) {
  return caseReply(readCase(caseId, context), context.settings.timestamps)
}

export function listCases({ body }: CaseRequest, { state, settings }: OperationContext) {
  // By creation, newest first: an order by last update would move a case past a reader who is between two pages.
  const items = [...state.cases.values()].sort((a, b) => b.facts.createdDate - a.facts.createdDate || a.caseId.localeCompare(b.caseId))
  const paged = page({ items, markOf: item => item.caseId, list: 'cases', secret: state.secret }, parsePage(body))
  return { ...paged, items: paged.items.map(item => listItem(item, settings.timestamps)) }
}

export function listCaseEdits({ caseId, body }: CaseRequest, context: OperationContext) {
  const { state, settings } = context
  const items = readCase(caseId, context).edits.map((edit, number) => ({ edit, number }))
  if (settings.editsOrder === 'newestFirst') items.reverse()
  const paged = page({ items, markOf: item => String(item.number), list: `edits of ${caseId}`, secret: state.secret }, parsePage(body))
  return { ...paged, items: paged.items.map(({ edit }) => editItem(edit, settings.timestamps)) }
}

/** All or nothing: an update with one broken rule changes nothing. Resolves when the change is on disk. */
export async function updateCase({ caseId, body }: CaseRequest, context: OperationContext): Promise<Record<string, never>> {
  const { state, settings, versions, principal, now } = context
  checkCaseId(caseId)
  const call = parseUpdate(body, settings)
  const held = findCase(caseId, state)
  if (settings.editsAfterClose === 'refuse' && held.facts.caseStatus === 'Closed') throw validationError('OTHER', 'The case is closed.')
  const content = { ...held.content, ...cleared(call), ...call.set, ...changedLists(held, call, settings) }
  const refused = [
    ...SET_FIELDS.flatMap(field =>
      complaintsOfDeletion(field, { held: held.content[field], remove: call.remove[field], left: content[field] }, settings)),
    ...LIST_FIELDS.filter(field => content[field].length > LIST_LIMIT[field]).map(field => overfullComplaint(field, content[field].length)),
  ]
  if (refused.length > 0) throw fieldsRefused(refused)

  const at = Math.max(now, held.facts.lastUpdatedDate + 1)
  state.put({
    ...held,
    content,
    facts: { ...held.facts, lastUpdatedDate: at },
    edits: [...held.edits, { at, principal, action: 'Case Updated', message: summary(call) }],
  })
  versions.replaced(held)
  await state.save()
  return {}
}

/** The case as this read finds it. */
function readCase(caseId: string, { state, versions, back }: OperationContext): ServiceCase {
  return versions.read(findCase(caseId, state), back)
}

function findCase(caseId: string, state: State): ServiceCase {
  checkCaseId(caseId)
  const found = state.cases.get(caseId)
  if (found === undefined) throw caseNotFound(caseId)
  return found
}

type Lists = Partial<Record<ListField, Entry[]>>

function changedLists({ content }: ServiceCase, { add, remove, put }: AskedUpdate, settings: Settings): Lists {
  const sets = SET_FIELDS.filter(field => add[field] || remove[field])
    .map(field => [field, changedSet(field, content[field], { add: add[field], remove: remove[field] }, settings)] as const)
  return { ...Object.fromEntries(sets), ...(put.length > 0 && { caseMetadata: changedMetadata(content.caseMetadata, put, settings) }) }
}

function cleared({ clear }: AskedUpdate): Partial<Record<ScalarField, null>> {
  return Object.fromEntries(clear.map(field => [field, null]))
}

function overfullComplaint(field: ListField, length: number): { name: string, message: string } {
  const name = field === 'caseMetadata' ? field : `${field}ToAdd`
  return { name, message: `The case would hold ${length} ${field}; it can hold at most ${LIST_LIMIT[field]}` }
}

/** The log tells which members changed, never their values. */
function summary({ set, clear, add, remove, put }: AskedUpdate): string {
  const count = (verb: string, [field, entries]: [string, readonly Entry[] | undefined]): string => `${verb} ${entries?.length ?? 0} of ${field}`
  const parts = [
    ...Object.keys(set).map(field => `set ${field}`),
    ...clear.map(field => `cleared ${field}`),
    ...Object.entries(remove).map(change => count('removed', change)),
    ...Object.entries(add).map(change => count('added', change)),
    ...(put.length > 0 ? [count('put', ['caseMetadata', put])] : []),
  ]
  return parts.length > 0 ? `Case updated: ${parts.join(', ')}` : 'Case updated: nothing named'
}
