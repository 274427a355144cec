import fc from 'fast-check'
import type { Fault } from '../../electron/ports/service'
import { PLACES } from './places'

export type Action
  = { kind: 'edit' | 'remove' | 'undo' | 'retry' | 'colleague' | 'setBack' | 'refuse', slot: number }
    | { kind: 'fault', operation: 'getCase' | 'updateCase' | 'listCaseEdits', fault: Fault, applied: boolean | 'late' }
    | { kind: 'cut' | 'restore' | 'diskFull' | 'diskFree' | 'hold' | 'release' | 'quit' | 'land' | 'accept' | 'keepOld' | 'readOld' | 'oldLog' | 'showLog' | 'pull' | 'tryNow' }
    | { kind: 'crash', writes: number }
    | { kind: 'pass', ms: number }

const RESET: Fault = { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }
const FAULTS: readonly Fault[] = [
  RESET,
  RESET,
  { kind: 'offline', reason: 'reset' },
  { kind: 'conflict' },
  { kind: 'throttled', retryAfterMs: 5000 },
  { kind: 'signIn', message: 'Sign in again.' },
  { kind: 'validation', message: 'Input is invalid.', fields: [], requestId: 'r' },
  { kind: 'quota', message: 'Too many.', requestId: 'r' },
  { kind: 'notActive', message: 'Not active.', requestId: 'r' },
  { kind: 'refused', code: 'AccessDeniedException', message: 'No.', requestId: 'r' },
]
const slot = fc.nat(PLACES.length - 1)

export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('edit' as const), slot }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('remove', 'undo', 'retry', 'colleague', 'colleague', 'setBack'), slot }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      operation: fc.constantFrom('getCase', 'updateCase', 'updateCase', 'updateCase', 'listCaseEdits'),
      fault: fc.constantFrom(...FAULTS),
      applied: fc.constantFrom<boolean | 'late'>(true, false, false, 'late'),
    })
      // What the service itself refuses is never applied.
      .map(one => one.operation === 'listCaseEdits' && 'requestId' in one.fault ? { ...one, fault: RESET } : one)
      .map(one => ({ ...one, applied: one.fault.kind === 'unknown' || one.fault.kind === 'offline' ? one.applied : false })),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('cut', 'restore', 'diskFull', 'diskFree', 'hold', 'release', 'quit', 'land', 'pull', 'tryNow') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('accept', 'keepOld', 'readOld', 'readOld', 'oldLog', 'showLog') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refuse' as const), slot }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), writes: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(100, 1000, 20_000) }) },
)
