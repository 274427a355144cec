import { classify, credentialsFault } from '#aws/classify'
import type { Fault } from '../../electron/ports/service'

/*
 * What comes back, each as the AWS edge hands it to the engine: a row of the table is about the answer, not about the
 * name that the edge has for it.
 */

type Operation = 'read' | 'update'

interface Said {
  operation?: Operation
  message?: string
  retryAfter?: string
  fieldList?: Array<{ name: string, message: string }>
}

/** The service's own answer, with its request id. */
export function answer(status: number, name: string, { operation = 'update', message = `The service says ${name}.`, retryAfter, fieldList }: Said = {}): Fault {
  const headers = { 'x-amzn-requestid': `req-${status}`, ...(retryAfter !== undefined && { 'retry-after': retryAfter }) }
  const error = Object.assign(new Error(message), { name, $fault: status < 500 ? 'client' : 'server', fieldList })
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
