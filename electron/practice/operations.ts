import { LIST_FIELDS, LIST_LIMIT, SET_FIELDS, type Entry, type ListField } from '#domain/fields'
import type { UpdateCall } from '#domain/call'
import { caseNotFound, fieldsRefused } from './errors'
import { page } from './paging'
import { checkCaseId, parsePage, parseUpdate } from './rules'
import { withAdded, withMetadata, withoutDeleted, type Settings } from './settings'
import type { ServiceCase, State } from './state'
import { caseReply, editItem, listItem } from './wire'

export interface CaseRequest { caseId: string, body: Record<string, unknown> }

export interface OperationContext {
  state: State
  settings: Settings
  /** The caller's ARN, as the case's log of edits shows it. */
  principal: string
  /** Milliseconds since 1970. */
  now: number
}

export function getCase({ caseId }: CaseRequest, { state }: OperationContext) {
  return caseReply(findCase(caseId, state))
}

export function listCases({ body }: CaseRequest, { state }: OperationContext) {
  // By creation, newest first: an order by last update would move a case past a reader who is between two pages.
  const items = [...state.cases.values()].sort((a, b) => b.facts.createdDate - a.facts.createdDate || a.caseId.localeCompare(b.caseId))
  const paged = page({ items, markOf: item => item.caseId, list: 'cases', secret: state.secret }, parsePage(body))
  return { ...paged, items: paged.items.map(listItem) }
}

export function listCaseEdits({ caseId, body }: CaseRequest, { state }: OperationContext) {
  const { edits } = findCase(caseId, state)
  const items = edits.map((edit, number) => ({ edit, number })).reverse()
  const paged = page({ items, markOf: item => String(item.number), list: `edits of ${caseId}`, secret: state.secret }, parsePage(body))
  return { ...paged, items: paged.items.map(({ edit }) => editItem(edit)) }
}

/** All or nothing: an update with one broken rule changes nothing. Resolves when the change is on disk. */
export async function updateCase({ caseId, body }: CaseRequest, context: OperationContext): Promise<Record<string, never>> {
  const { state, settings, principal, now } = context
  checkCaseId(caseId)
  const call = parseUpdate(body)
  const held = findCase(caseId, state)
  const content = { ...held.content, ...call.set, ...changedLists(held, call, settings) }
  const overfull = LIST_FIELDS.filter(field => content[field].length > LIST_LIMIT[field])
  if (overfull.length > 0) throw fieldsRefused(overfull.map(field => overfullComplaint(field, content[field].length)))

  const at = Math.max(now, held.facts.lastUpdatedDate + 1)
  state.put({
    ...held,
    content,
    facts: { ...held.facts, lastUpdatedDate: at },
    edits: [...held.edits, { at, principal, action: 'Case Updated', message: summary(call) }],
  })
  await state.save()
  return {}
}

function findCase(caseId: string, state: State): ServiceCase {
  checkCaseId(caseId)
  const found = state.cases.get(caseId)
  if (found === undefined) throw caseNotFound(caseId)
  return found
}

function changedLists({ content }: ServiceCase, { add, remove, put }: UpdateCall, settings: Settings): Partial<Record<ListField, Entry[]>> {
  const sets = SET_FIELDS.filter(field => add[field] || remove[field])
    .map(field => [field, withAdded(field, withoutDeleted(field, content[field], remove[field] ?? []), add[field] ?? [])] as const)
  return { ...Object.fromEntries(sets), ...(put.length > 0 && { caseMetadata: withMetadata(settings, content.caseMetadata, put) }) }
}

function overfullComplaint(field: ListField, length: number): { name: string, message: string } {
  const name = field === 'caseMetadata' ? field : `${field}ToAdd`
  return { name, message: `The case would hold ${length} ${field}; it can hold at most ${LIST_LIMIT[field]}` }
}

/** The log tells which members changed, never their values. */
function summary({ set, add, remove, put }: UpdateCall): string {
  const count = (verb: string, [field, entries]: [string, readonly Entry[] | undefined]): string => `${verb} ${entries?.length ?? 0} of ${field}`
  const parts = [
    ...Object.keys(set).map(field => `set ${field}`),
    ...Object.entries(remove).map(change => count('removed', change)),
    ...Object.entries(add).map(change => count('added', change)),
    ...(put.length > 0 ? [count('put', ['caseMetadata', put])] : []),
  ]
  return parts.length > 0 ? `Case updated: ${parts.join(', ')}` : 'Case updated: nothing named'
}
