import type { CaseContent, SlotValue } from '#domain/case'
import type { Edit, FieldChange } from '#domain/edit'
import { DATE_FIELDS } from '#domain/fields'
import type { Slot } from '#domain/slot'
import { baseOf, entrySlot, sameValue, scalarSlot, slotOf, wantedBy } from '#domain/slot'

const ANN = { email: 'ann@example.com', jobTitle: 'Analyst' }
const IP = { ipAddress: '203.0.113.1', userAgent: 'curl' }
const NEW_IP = { ipAddress: '203.0.113.2' }
const ACCOUNT = { account: '000000000042' }
const REGION = { region: 'eu-west-1' }
const SERVICE = { service: 'Amazon S3' }
/** Our line of the description, and the colleagues'. */
const OURS = 1
const THEIRS = 4
const DAY = 86_400_000

/** What each case holds when the history begins. */
export const BEFORE_ALL: Partial<CaseContent> = {
  title: 'Old',
  description: ['first line', 'mine:', 'between', 'more between', 'theirs:', 'last line'].join('\n'),
  actualIncidentStartDate: 1_700_000_000_000,
  watchers: [ANN],
  threatActorIpAddresses: [IP],
  impactedAwsRegions: [REGION],
  impactedAccounts: [{ account: '000000000001' }],
  caseMetadata: [{ key: 'k', value: 'v' }, { key: 'm', value: 'v' }, { key: 'n', value: 'v' }],
}

export const METADATA_KEYS = ['k', 'm', 'n']

/** A slot that somebody writes to. `value` says who wrote it for the how-manyth time, where the slot has room to say so. */
export interface Place {
  slot: Slot
  value: (by: 'mine' | 'theirs', nth: number, from: SlotValue) => NonNullable<SlotValue>
  removable: boolean
  /** Whether a value tells which write it is from. */
  telling: boolean
}

const said = (by: string, nth: number): string => `${by} ${nth}`

export const PLACES: readonly Place[] = [
  { slot: scalarSlot('title'), value: said, removable: false, telling: true },
  // Written in another case each time: still the same watcher.
  { slot: entrySlot('watchers', ANN), value: (by, nth) => ({ email: nth % 2 ? 'Ann@example.com' : 'ann@example.com', jobTitle: said(by, nth) }), removable: true, telling: true },
  { slot: entrySlot('threatActorIpAddresses', IP), value: (by, nth) => ({ ...IP, userAgent: said(by, nth) }), removable: true, telling: true },
  { slot: entrySlot('threatActorIpAddresses', NEW_IP), value: (by, nth) => ({ ...NEW_IP, userAgent: said(by, nth) }), removable: true, telling: true },
  { slot: entrySlot('caseMetadata', { key: 'k' }), value: (by, nth) => ({ key: 'k', value: said(by, nth) }), removable: false, telling: true },
  { slot: entrySlot('caseMetadata', { key: 'm' }), value: (by, nth) => ({ key: 'm', value: said(by, nth) }), removable: false, telling: true },
  // Each side has a line of its own; now and then a colleague writes into ours.
  {
    slot: scalarSlot('description'),
    value: (by, nth, from) => withLine(from, by === 'theirs' && nth % 4 !== 0 ? THEIRS : OURS, said(by, nth)),
    removable: false,
    telling: true,
  },
  { slot: scalarSlot('actualIncidentStartDate'), value: (by, nth) => (by === 'mine' ? 1_700_000_000_000 : 1_600_000_000_000) + nth * DAY, removable: false, telling: true },
  { slot: entrySlot('impactedAccounts', ACCOUNT), value: () => ACCOUNT, removable: true, telling: false },
  { slot: entrySlot('impactedAwsRegions', REGION), value: () => REGION, removable: true, telling: false },
  { slot: entrySlot('impactedServices', SERVICE), value: () => SERVICE, removable: true, telling: false },
]

function withLine(value: SlotValue, line: number, text: string): string {
  return typeof value === 'string' ? value.split('\n').map((old, index) => index === line ? text : old).join('\n') : text
}

function lineOf(value: SlotValue, line: number): string {
  return typeof value === 'string' ? value.split('\n')[line] ?? '' : ''
}

const isText = ({ field }: Slot): boolean => field === 'description'

/** Of the description the line that the responder writes, of anything else all of it. */
export function own(slot: Slot, value: SlotValue): SlotValue {
  return isText(slot) ? lineOf(value, OURS) : value
}

/** The same of what colleagues write. */
function foreign(slot: Slot, value: SlotValue): SlotValue {
  return isText(slot) ? lineOf(value, THEIRS) : value
}

function same({ field }: Slot, a: SlotValue, b: SlotValue): boolean {
  const comparable = field === 'description' ? 'title' : field
  return sameValue(comparable, a, b)
}

/** Whether the responder's part of both is the same. */
export const sameOwn = (slot: Slot, a: SlotValue, b: SlotValue): boolean => same(slot, own(slot, a), own(slot, b))

/** Whether what colleagues write of both is the same. */
export const sameForeign = (slot: Slot, a: SlotValue, b: SlotValue): boolean => same(slot, foreign(slot, a), foreign(slot, b))

export const changeOf = ({ change }: Edit): FieldChange => change.kind === 'undo' ? change.undone : change

/** Where an edit leads its slot. */
export const goalOf = (edit: Edit): SlotValue => edit.change.kind === 'undo' ? baseOf(edit.change.undone) : wantedBy(edit.change)

export function placeOf(edit: Edit): number {
  const { id } = slotOf(changeOf(edit))
  return PLACES.findIndex(({ slot }) => slot.id === id)
}

/** Dates are told as days, all else as it stands. */
export function words({ field }: Slot, value: SlotValue): string {
  return DATE_FIELDS.some(date => date === field) && typeof value === 'number' ? new Date(value).toISOString().slice(0, 10) : JSON.stringify(value)
}
