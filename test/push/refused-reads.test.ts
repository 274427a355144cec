import { afterEach, expect, it } from 'vitest'
import { answer, broken } from './answers'
import { A, startEngine, title } from './engine'

let engine: ReturnType<typeof startEngine>
afterEach(async () => {
  await engine.stop()
})

const DENIED = answer(403, 'AccessDeniedException', { operation: 'read' })

/** A role that may do all but this. */
function deny(operation: 'getCase' | 'listCaseEdits'): void {
  for (let calls = 0; calls < 100; calls += 1) engine.memory.failNext(operation, DENIED)
}

it('goes on with a case whose log of edits it may not read, and asks for it once a write', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  deny('listCaseEdits')
  await engine.record('a', A, title('Old', 'New'))
  await engine.record('b', A, title('New', 'Newer'))
  await engine.pass(600_000)
  const once = ['listCaseEdits 1', 'watched, unread']
  expect(engine.log).toEqual([
    'getCase 1', 'open', 'updateCase 1 New', 'a sent', ...once, 'getCase 1', 'updateCase 1 Newer', 'b sent', ...once,
  ].map(line => `0 ${line}`))
})

it('asks the responder where a reply was lost and the log may not be read: nobody else can tell', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  deny('listCaseEdits')
  engine.memory.failNext('updateCase', broken({ code: 'ECONNRESET', syscall: 'read' }))
  await engine.record('a', A, title('Old', 'New'))
  await engine.pass(600_000)
  expect(engine.log).toEqual([
    '0 getCase 1', '0 open', '0 updateCase 1 New', '250 getCase 1', '250 listCaseEdits 1', '250 a held: conflict',
    '330000 getCase 1', '330000 listCaseEdits 1',
  ])
  expect(engine.journal.casesToLookUp()).toEqual([])
})

it('looks again only after minutes at a case that it may not read any more since its last write, and no more once nothing can land', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.failNext('listCaseEdits', { kind: 'unknown', detail: 'staleRead', answered: true, retryAfterMs: null })
  engine.memory.beforeUpdate(() => { deny('getCase') })
  await engine.record('a', A, title('Old', 'New'))
  await engine.pass(700_000)
  expect(engine.log).toEqual([
    '0 getCase 1', '0 open', '0 updateCase 1 New', '0 a sent', '0 listCaseEdits 1', '0 getCase 1', '300000 getCase 1', '600000 getCase 1',
    '600000 watched, unread',
  ])
  expect(engine.armed()).toBe(0)
})
