import { once } from 'node:events'
import { connect } from 'node:net'
import type { Practice } from '#practice/practice'
import { MINING, sign, unsignedRequest, type Sent } from './harness'

/** What came over one connection: all of its bytes, and how it ended. */
export interface Exchange {
  status: number | null
  headers: Record<string, string>
  body: string
  end: 'open' | 'closed' | 'reset'
}

/** Sends exactly this over a socket of its own, until the connection ends, the answer is whole or `untilMs` are over. */
export async function exchange(base: string, { method, path, headers, body }: Sent, { untilMs = 20_000 } = {}): Promise<Exchange> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(base).port) })
  await once(socket, 'connect')
  const lines = [...Object.entries(headers), ['content-length', String(Buffer.byteLength(body))]].map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  let bytes = ''
  const end = await new Promise<Exchange['end']>((resolve) => {
    const timer = setTimeout(() => resolve('open'), untilMs)
    const finish = (how: Exchange['end']): void => {
      clearTimeout(timer)
      resolve(how)
    }
    socket.on('data', (chunk) => {
      bytes += chunk.toString()
      if (isWhole(bytes)) finish('open')
    })
    socket.on('error', () => finish('reset'))
    socket.on('end', () => finish('closed'))
  })
  socket.destroy()
  return { ...parsed(bytes), end }
}

function parsed(bytes: string): Omit<Exchange, 'end'> {
  const [head = '', ...rest] = bytes.split('\r\n\r\n')
  const [line = '', ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(fields.map((field) => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
  }))
  return { status: bytes === '' ? null : Number(line.split(' ')[1]), headers, body: rest.join('\r\n\r\n') }
}

function isWhole(bytes: string): boolean {
  const { headers, body } = parsed(bytes)
  const length = headers['content-length']
  return length !== undefined && Buffer.byteLength(body) >= Number(length)
}

type Called = Pick<Practice, 'endpoint' | 'credentials'>

/** One signed UpdateCase, seen as its bytes. */
export function tryUpdate(
  practice: Called, body: unknown, options: { caseId?: string, untilMs?: number, at?: number } = {},
): Promise<Exchange> {
  const { caseId = MINING, at = Date.now() } = options
  const sent = unsignedRequest(practice, 'POST', `/v1/cases/${caseId}/update-case`, body)
  return exchange(practice.endpoint, sign(sent, { ...practice.credentials, at }), options)
}

/** One signed GetCase, seen as its bytes. */
export function tryRead(practice: Called, { caseId = MINING, at = Date.now() } = {}): Promise<Exchange> {
  return exchange(practice.endpoint, sign(unsignedRequest(practice, 'GET', `/v1/cases/${caseId}/get-case`), { ...practice.credentials, at }))
}
