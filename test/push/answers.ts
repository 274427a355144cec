import { classify, credentialsFault } from '#aws/classify'
import type { Fault } from '../../electron/ports/service'
import type { Operation as Called } from '../support/memory-service'
import { A, B, startEngine, title } from './engine'

/*
 * The table of DESIGN section 5, a row a test. What comes back is made as the AWS edge hands it to the engine: a row is
 * about an answer, or the lack of one, not about the name that the edge has for it.
 */

type Operation = 'read' | 'update'

interface Said {
  operation?: Operation
  message?: string
  retryAfter?: string
  /** The service's own time; where it is far from this machine's, the SDK calls any error worth another try. */
  date?: string
  fieldList?: Array<{ name: string, message: string }>
}

/** The service's own answer, with its request id. */
export function answer(status: number, name: string, said: Said = {}): Fault {
  const { operation = 'update', message = `The service says ${name}.`, retryAfter, date, fieldList } = said
  const headers = {
    'x-amzn-requestid': `req-${status}`,
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(date !== undefined && { date }),
  }
  const retryable = date === undefined ? {} : { $retryable: {}, $metadata: { clockSkewCorrected: true } }
  const error = Object.assign(new Error(message), { name, $fault: status < 500 ? 'client' : 'server', fieldList, ...retryable })
  return classify(error, { operation, sent: true, reply: { status, headers }, now: 1_000_000 })
}

/** What something between here and the service answers: it bears no request id. */
export function page(status: number, operation: Operation = 'update'): Fault {
  return classify(new SyntaxError('Unexpected token <'), { operation, sent: true, reply: { status, headers: { 'content-type': 'text/html' } }, now: 1_000_000 })
}

/** The service's answer, whose body ends too soon or is none that can be read. */
export function unreadable(code?: string): Fault {
  const error = code === undefined ? new SyntaxError('Unexpected end of JSON input') : Object.assign(new Error('aborted'), { code })
  return classify(error, { operation: 'update', sent: true, reply: { status: 200, headers: { 'x-amzn-requestid': 'req-200' } }, now: 1_000_000 })
}

/** No answer at all. `sent`: whether the request was handed to a connection. */
export function broken(about: { name?: string, code?: string, syscall?: string }, { operation = 'update', sent = true }: { operation?: Operation, sent?: boolean } = {}): Fault {
  return classify(Object.assign(new Error('broken'), about), { operation, sent, reply: null, now: 1_000_000 })
}

/** The credentials provider has failed: nothing was sent. */
export function withoutCredentials(about: { name?: string, code?: string, syscall?: string }): Fault {
  return credentialsFault(Object.assign(new Error('no credentials'), about)).fault
}

export interface Meeting { on?: Called, applied?: boolean, times?: number }

/** Case A, edited, meets the fault; B, edited right after, meets nothing of it. */
export async function meet(fault: Fault, { on = 'updateCase', applied = false, times = 1 }: Meeting = {}) {
  const engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Old' } } })
  for (let time = 0; time < times; time += 1) engine.memory.failNext(on, fault, { caseId: A, applied })
  await engine.record('a', A, title('Old', 'New'))
  await engine.record('b', B, title('Old', 'Other'))
  return engine
}

/** B from its read to its watch, by itself. */
export const OTHER_GOES_ON = ['0 getCase 2', '0 updateCase 2 Other', '0 b sent', '0 listCaseEdits 2', '0 watched']
