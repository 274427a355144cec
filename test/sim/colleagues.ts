import type { UpdateCall } from '#domain/call'
import { isListField, valueAt } from '#domain/slot'
import { MAP_FIELD } from '#domain/fields'
import type { SlotValue } from '#domain/case'
import { own, PLACES, sameOwn, words } from './places'
import type { ServiceModel } from './service'

export const COLLEAGUES = {
  second: 'arn:aws:sts::111122223333:assumed-role/Responder/second',
  third: 'arn:aws:sts::111122223333:assumed-role/Investigator/third',
} as const

/** Others who edit the same cases, in the service's console. */
export interface Colleagues {
  write(caseId: string, place: number, who: keyof typeof COLLEAGUES): void
  /** Puts back what was there before the newest value. */
  setBack(caseId: string, place: number, who: keyof typeof COLLEAGUES): void
}

export function createColleagues({ service, note }: { service: ServiceModel, note: (line: string) => void }): Colleagues {
  let nth = 0

  function put(caseId: string, index: number, value: SlotValue, principal: string): void {
    const place = PLACES[index]
    if (place === undefined) return
    const { slot } = place
    const content = service.content(caseId)
    const there = valueAt(content, slot)
    note(`colleague ${slot.id} of ${caseId} to ${words(slot, own(slot, value))}`)
    const send = (call: Partial<UpdateCall>): void => void service.write(caseId, call, principal)
    if (!isListField(slot.field)) {
      if (value !== null && typeof value !== 'object') send({ set: { [slot.field]: value } })
      return
    }
    if (slot.field === MAP_FIELD) {
      if (value === null || typeof value !== 'object') return
      const others = service.coins.metadata === 'merges' ? [] : content[MAP_FIELD].filter(({ key }) => key !== slot.key)
      return send({ put: [...others, value] })
    }
    // Two calls: what becomes of one key in both lists is the service's secret.
    if (there !== null && typeof there === 'object') send({ remove: { [slot.field]: [there] } })
    if (value !== null && typeof value === 'object') send({ add: { [slot.field]: [value] } })
  }

  return {
    write(caseId, index, who) {
      const place = PLACES[index]
      if (place === undefined) return
      const there = valueAt(service.content(caseId), place.slot)
      const toggles = !place.telling && there !== null
      put(caseId, index, toggles ? null : place.value('theirs', nth += 1, there), COLLEAGUES[who])
    },
    setBack(caseId, index, who) {
      const place = PLACES[index]
      if (place === undefined || place.slot.field === 'description') return
      const past = service.versions(caseId).map(({ content }) => valueAt(content, place.slot))
      const now = past.at(-1) ?? null
      const before = past.findLast(value => !sameOwn(place.slot, value, now))
      if (before !== undefined && (before !== null || place.removable)) put(caseId, index, before, COLLEAGUES[who])
    },
  }
}
