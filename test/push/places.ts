import type { Edit } from '#domain/edit'
import type { SlotValue } from '#domain/case'
import type { Slot } from '#domain/slot'
import { baseOf, entrySlot, sameValue, scalarSlot, slotOf, wantedBy } from '#domain/slot'

const ANN = { email: 'ann@example.com', jobTitle: 'Analyst' }
const IP = { ipAddress: '203.0.113.1', userAgent: 'curl' }
const NEW_IP = { ipAddress: '203.0.113.2' }
const TEXT = ['first line', 'mine:', 'between', 'more between', 'theirs:', 'last line'].join('\n')
export const START = {
  title: 'Old',
  description: TEXT,
  watchers: [ANN],
  threatActorIpAddresses: [IP],
  caseMetadata: [{ key: 'k', value: 'v' }, { key: 'm', value: 'v' }, { key: 'n', value: 'v' }],
}

/** A slot, and a value of it that says who wrote it for the how-manyth time. */
export interface Place {
  slot: Slot
  value: (said: string, from: SlotValue) => NonNullable<SlotValue>
  removable: boolean
}

export function lineOf(value: SlotValue, line: number): string {
  return typeof value === 'string' ? value.split('\n')[line] ?? '' : ''
}

function withLine(value: SlotValue, line: number, said: string): string {
  return typeof value === 'string' ? value.split('\n').map((text, index) => index === line ? said : text).join('\n') : said
}

export const PLACES: readonly Place[] = [
  { slot: scalarSlot('title'), value: said => said, removable: false },
  // Written in another case each time: still the same watcher.
  { slot: entrySlot('watchers', ANN), value: said => ({ email: said.length % 2 ? 'Ann@example.com' : 'ann@example.com', jobTitle: said }), removable: true },
  { slot: entrySlot('threatActorIpAddresses', IP), value: said => ({ ...IP, userAgent: said }), removable: true },
  { slot: entrySlot('threatActorIpAddresses', NEW_IP), value: said => ({ ...NEW_IP, userAgent: said }), removable: true },
  { slot: entrySlot('caseMetadata', { key: 'k' }), value: said => ({ key: 'k', value: said }), removable: false },
  { slot: entrySlot('caseMetadata', { key: 'm' }), value: said => ({ key: 'm', value: said }), removable: false },
  // Each side has a line of its own; now and then a colleague writes into ours.
  { slot: scalarSlot('description'), value: (said, from) => withLine(from, /theirs \d*[^4]$/.test(said) ? 4 : 1, said), removable: false },
]

/** Of a text the line that the responder writes, of anything else all of it. */
export function own({ field }: Slot, value: SlotValue): SlotValue {
  return field === 'description' ? lineOf(value, 1) : value
}

/** Whether one of the edits was made on, or takes back, this value: the responder has seen it. Of a text the colleagues' line. */
export function wasSeen(edits: readonly Edit[], slot: Slot, value: SlotValue): boolean {
  const has = (base: SlotValue): boolean =>
    slot.field === 'description' ? lineOf(base, 4) === lineOf(value, 4) : sameValue(slot.field, base, value)
  return edits.some(({ change }) => {
    const one = change.kind === 'undo' ? change.undone : change
    return slotOf(one).id === slot.id && (has(baseOf(one)) || (change.kind === 'undo' && has(wantedBy(one))))
  })
}
