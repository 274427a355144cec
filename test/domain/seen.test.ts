import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '#domain/case'
import type { UpdateCall } from '#domain/call'
import { applyCall } from '#domain/change'
import { afterOwn, changesSince, lookAt, NO_CHANGES } from '#domain/seen'
import { layOutcome } from '#domain/mirror'
import type { Outcome } from '#domain/outcome'
import { CASE, snapshotOf } from '../support/samples'

const NOTHING: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }

function sent(wrote: Partial<UpdateCall>, meant = {}): Outcome {
  const result = { kind: 'sent', requestId: 'r-1', wrote: { ...NOTHING, ...wrote }, intent: '0199c000-0000-7000-8000-0000000000ff', meant } as const
  return { seq: 1, at: 9000, caseId: CASE, edits: [], result }
}

const held = snapshotOf({
  content: {
    ...snapshotOf().content,
    description: 'What is known',
    reportedIncidentStartDate: 1_700_000_000_123,
    threatActorIpAddresses: [{ ipAddress: '203.0.113.1' }, { ipAddress: '2001:DB8:0:0:0:0:0:1', userAgent: 'curl' }],
  },
})

/** As a later read finds it. */
function later(content: Partial<Snapshot['content']>, facts: Partial<Snapshot['facts']> = {}): Snapshot {
  return { ...held, readAt: 20_000, facts: { ...held.facts, lastUpdatedDate: 15_000, ...facts }, content: { ...held.content, ...content } }
}

const changed = (snapshot: Snapshot, look = lookAt(held, 6000)) => {
  const { slots, gone, facts } = changesSince(look, snapshot)
  return { slots: [...slots], gone, facts: [...facts] }
}

describe('since the responder last looked', () => {
  it('what a colleague changed, added and removed is told by slot', () => {
    expect(changed(later({ title: 'Theirs', threatActorIpAddresses: [{ ipAddress: '203.0.113.1', userAgent: 'wget' }, { ipAddress: '203.0.113.9' }] }))).toEqual({
      slots: ['title', 'threatActorIpAddresses/203.0.113.1', 'threatActorIpAddresses/203.0.113.9'],
      gone: ['threatActorIpAddresses/2001:DB8:0:0:0:0:0:1'],
      facts: [],
    })
  })

  it('a new status is told', () => {
    expect(changed(later({}, { caseStatus: 'Closed', closedDate: 18_000 })).facts).toEqual(['caseStatus', 'closedDate'])
  })

  it('the same in another form is no change', () => {
    const other = later({ reportedIncidentStartDate: 1_700_000_000_000, threatActorIpAddresses: [{ ipAddress: '2001:db8::1', userAgent: 'curl' }, { ipAddress: '203.0.113.1', userAgent: '' }] })
    expect(changed(other)).toEqual({ slots: [], gone: [], facts: [] })
  })

  it('what our own calls wrote is none, also where the case was not looked at since', () => {
    const ours = { set: { title: 'Mine' }, add: { impactedAccounts: [{ account: '000123123123' }] }, remove: { threatActorIpAddresses: [{ ipAddress: '203.0.113.1' }] } }
    const outcome = sent(ours)
    const after = afterOwn(lookAt(held, 6000), outcome)
    expect(changesSince(after, later(applyCall(held.content, { ...NOTHING, ...ours })))).toBe(NO_CHANGES)
    expect(changesSince(after, layOutcome(held, outcome))).toBe(NO_CHANGES)
  })

  it('a colleague\'s words merged into our text still show', () => {
    const look = afterOwn(lookAt(held, 6000), sent({ set: { description: 'What is known, and theirs' } }, { description: 'What is known' }))
    expect(changed(later({ description: 'What is known, and theirs' }), look).slots).toEqual(['description'])
  })

  it('details that were not read yet when the case was opened are no news', () => {
    const listed = lookAt({ ...held, complete: false, content: { ...snapshotOf().content } }, 6000)
    expect(changed(later({}), listed)).toEqual({ slots: [], gone: [], facts: [] })
    expect(changed(later({ title: 'Theirs' }), listed).slots).toEqual(['title'])
  })

  it('any change of one entry is seen, and none is where nothing changed', () => {
    const agent = fc.string({ minLength: 1, maxLength: 40 })
    fc.assert(fc.property(agent, agent, (one, other) => {
      const look = lookAt(later({ threatActorIpAddresses: [{ ipAddress: '1.1.1.1', userAgent: one }] }), 6000)
      const again = { ...later({ threatActorIpAddresses: [{ userAgent: other, ipAddress: '1.1.1.1' }] }), readAt: 30_000 }
      expect(changesSince(look, again).slots.size).toBe(one === other ? 0 : 1)
    }))
  })
})
