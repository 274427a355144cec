import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SlotValue } from '#domain/case'
import type { Draft } from '#domain/compose'
import type { HeldReason } from '#domain/outcome'
import { entrySlot, sameValue, scalarSlot } from '#domain/slot'
import type { Back, Step } from '#domain/undo'
import { editId, snapshotOf } from '../support/samples'
import { arbitraryContent, arbitraryWish } from './arbitrary'
import { screen } from './undo-screen'

const TITLE = scalarSlot('title')
const IP = entrySlot('threatActorIpAddresses', { ipAddress: '203.0.113.1' })

function draftOf(back: Back): Draft {
  if (back.kind !== 'draft') throw new Error(`It comes to ${back.kind}.`)
  return back.draft
}

const PARKED: HeldReason = { kind: 'parked', code: 'X', message: 'No.', requestId: null }

describe('an edit that still waits', () => {
  it('is taken back alone: the one before it shows again', () => {
    const page = screen()
    page.record(page.put(TITLE, 'B'))
    const second = page.record(page.put(TITLE, 'C'))
    const draft = draftOf(page.back(second))
    expect(draft).toEqual({ supersedes: [second.edit.id], change: { kind: 'undo', undone: { kind: 'set', field: 'title', value: 'C', base: 'B' } } })
    page.record(draft)
    expect(page.shows(TITLE)).toBe('B')
    page.admit()
    expect(page.open().map(({ edit }) => edit.id)).toEqual([editId(1)])
  })

  it('is brought back by taking back the undo, also once that has ended', () => {
    const page = screen()
    const step = page.record(page.put(IP, { ipAddress: '203.0.113.1', userAgent: 'nmap' }))
    const undo = page.record(draftOf(page.back(step)))
    expect(page.shows(IP)).toBeNull()
    page.admit()
    const redo = page.record(draftOf(page.back(undo)))
    expect(page.shows(IP)).toEqual({ ipAddress: '203.0.113.1', userAgent: 'nmap' })
    page.record(draftOf(page.back(redo)))
    page.admit()
    expect([page.shows(IP), page.open()]).toEqual([null, []])
  })
})

describe('an edit that was sent', () => {
  it('gets its inverse, and that can be taken back too while it waits and after it landed', () => {
    const page = screen()
    const step = page.record(page.put(TITLE, 'B'))
    page.send()
    const undo = page.record(draftOf(page.back(step)))
    expect(undo.edit).toMatchObject({ supersedes: [], change: { kind: 'set', value: 'A', base: 'B' } })
    const redo = page.record(draftOf(page.back(undo)))
    expect(page.shows(TITLE)).toBe('B')
    page.admit()
    const again = page.record(draftOf(page.back(redo)))
    page.send()
    expect(page.shows(TITLE)).toBe('A')
    page.record(draftOf(page.back(again)))
    expect(page.shows(TITLE)).toBe('B')
  })

  it('can be wanted again, where its undo came while it was on its way', () => {
    const page = screen()
    const undo = page.record(draftOf(page.back(page.record(page.put(TITLE, 'B')))))
    page.send()
    expect(page.shows(TITLE)).toBe('A')
    expect(draftOf(page.back(undo)).change).toEqual({ kind: 'set', field: 'title', value: 'B', base: 'A' })
  })

  it('is taken out of a text at once, and a colleague\'s line that had gone out with it stays', () => {
    const text = scalarSlot('description')
    const start = snapshotOf()
    const page = screen({ ...start, content: { ...start.content, description: 'ours\nbetween\ntheirs' } })
    page.record(page.put(text, 'mine\nbetween\ntheirs'))
    page.colleague(text, 'mine\nbetween\nhers')
    page.record(page.discard(text))
    expect(page.shows(text)).toBe('ours\nbetween\nhers')
  })

  it('is left alone where a colleague has changed it since', () => {
    const page = screen()
    const step = page.record(page.put(TITLE, 'B'))
    page.send()
    page.colleague(TITLE, 'Theirs')
    expect(page.back(step)).toEqual({ kind: 'changed' })
  })

  it('is left alone where it wrote nothing, as the service had it so', () => {
    const page = screen()
    const step = page.record(page.put(IP, { ipAddress: '203.0.113.1' }))
    page.send('alreadySo')
    expect(page.back(step)).toEqual({ kind: 'notOurs' })
  })

  it('stays where the service has no way back', () => {
    const page = screen(snapshotOf({ content: { ...snapshotOf().content, description: null } }))
    const text = page.record(page.put(scalarSlot('description'), 'New'))
    const key = page.record(page.put(entrySlot('caseMetadata', { key: 'k' }), { key: 'k', value: 'v' }))
    page.send()
    expect([page.back(text), page.back(key)]).toEqual([{ kind: 'fixed' }, { kind: 'fixed' }])
  })
})

describe('what is held', () => {
  it('is given up when it is taken back, and refused as before when it is brought back', () => {
    const page = screen()
    const step = page.record(page.put(TITLE, 'Bad'))
    page.hold(PARKED)
    const undo = page.record(draftOf(page.back(step)))
    expect(page.shows(TITLE)).toBe('A')
    page.admit()
    page.record(draftOf(page.back(undo)))
    expect(page.open().map(({ edit }) => edit.change)).toEqual([{ kind: 'set', field: 'title', value: 'Bad', base: 'A' }])
  })

  it('is asked about once more when the decision about it is taken back before it was sent', () => {
    const page = screen()
    page.record(page.put(TITLE, 'Mine'))
    page.colleague(TITLE, 'Theirs')
    page.hold({ kind: 'conflict', field: 'title', base: 'A', mine: 'Mine', theirs: 'Theirs' })
    const kept = page.record(page.retry(TITLE))
    expect(kept.edit.change).toEqual({ kind: 'set', field: 'title', value: 'Mine', base: 'Theirs' })
    page.admit()
    page.record(draftOf(page.back(kept)))
    page.admit()
    expect(page.open().map(({ edit }) => edit.change)).toEqual([{ kind: 'set', field: 'title', value: 'Mine', base: 'A' }])
  })

  it('is asked about once more when "Take theirs" is taken back', () => {
    const page = screen()
    page.record(page.put(TITLE, 'Mine'))
    page.colleague(TITLE, 'Theirs')
    page.hold({ kind: 'conflict', field: 'title', base: 'A', mine: 'Mine', theirs: 'Theirs' })
    const taken = page.record(page.discard(TITLE))
    expect(page.shows(TITLE)).toBe('Theirs')
    page.admit()
    expect(draftOf(page.back(taken))).toEqual({ supersedes: [], change: { kind: 'set', field: 'title', value: 'Mine', base: 'A' } })
  })

  it('goes back to what the service held when the decision about it was sent', () => {
    const page = screen()
    page.record(page.put(TITLE, 'Mine'))
    page.colleague(TITLE, 'Theirs')
    page.hold({ kind: 'conflict', field: 'title', base: 'A', mine: 'Mine', theirs: 'Theirs' })
    const own = page.record(page.put(TITLE, 'Both'))
    page.admit()
    page.send()
    expect(draftOf(page.back(own)).change).toEqual({ kind: 'set', field: 'title', value: 'Theirs', base: 'Both' })
  })

  it('shows its refused value again when a mended one is taken back', () => {
    const page = screen()
    page.record(page.put(TITLE, 'Bad'))
    page.hold(PARKED)
    const mended = page.record(page.put(TITLE, 'Good'))
    page.admit()
    page.record(draftOf(page.back(mended)))
    expect(page.shows(TITLE)).toBe('Bad')
  })

  it('can be wanted, taken back and wanted again through the mended one and the refused one', () => {
    const page = screen()
    const refused = page.record(page.put(TITLE, 'Bad'))
    page.hold(PARKED)
    page.admit()
    const mended = page.record(page.put(TITLE, 'Good'))
    page.admit()
    const unmended = page.record(draftOf(page.back(mended)))
    const undone = page.record(draftOf(page.back(refused)))
    expect(page.shows(TITLE)).toBe('A')
    page.admit()
    page.record(draftOf(page.again(undone)))
    page.admit()
    page.record(draftOf(page.again(unmended)))
    expect(page.shows(TITLE)).toBe('Good')
  })

  it('has nothing to take back of a second try that waits', () => {
    const page = screen()
    page.record(page.put(TITLE, 'Bad'))
    page.hold(PARKED)
    const again = page.record(page.retry(TITLE))
    expect(page.back(again)).toEqual({ kind: 'nothing' })
  })
})

it('leads the screen back, action by action, and forth again, whatever was sent in between', () => {
  const doing = fc.record({ wish: arbitraryWish, sent: fc.boolean() })
  const sending = fc.array(fc.boolean(), { minLength: 16, maxLength: 16 })
  fc.assert(fc.property(arbitraryContent, fc.array(doing, { maxLength: 8 }), sending, (content, doings, sends) => {
    const page = screen(snapshotOf({ content }))
    const pace = (send = false): void => {
      page.admit()
      if (send) page.send()
    }
    const paces = [...sends]
    const done: Array<{ step: Step, before: SlotValue }> = []
    for (const { wish: { slot, value }, sent } of doings) {
      const [before, draft] = [page.shows(slot), page.put(slot, value)]
      if (draft === null) continue
      done.push({ step: page.record(draft), before })
      pace(sent)
    }
    const undone: typeof done = []
    for (const { step, before } of done.toReversed()) {
      const back = page.back(step)
      // What the service cannot take back, nobody can; from there on it is another history.
      if (back.kind === 'fixed') return
      const undo = page.record(draftOf(back))
      expect(sameValue(step.slot.field, page.shows(step.slot), before)).toBe(true)
      undone.push({ step: undo, before: step.after })
      pace(paces.shift())
    }
    for (const { step, before } of undone.toReversed()) {
      const back = page.again(step)
      if (back.kind === 'fixed') return
      page.record(draftOf(back))
      expect(sameValue(step.slot.field, page.shows(step.slot), before)).toBe(true)
      pace(paces.shift())
    }
  }), { numRuns: 200 })
})
