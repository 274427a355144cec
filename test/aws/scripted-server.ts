import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from '#domain/zod'

export interface ReceivedRequest { method: string, url: string, headers: IncomingMessage['headers'], body: string }
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void

/** As the real service answers: JSON under a request id. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'req-1', ...headers })
    response.end(JSON.stringify(body))
  }
}

/** An error of the service by its name. */
export function fault(status: number, name: string, body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Answer {
  return json(status, { message: `words of ${name}`, ...body }, { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/`, ...headers })
}

/** What a captive portal or a proxy answers: no request id. */
export function page(status: number): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html' })
    response.end('<html><body>Please sign in to the hotel\'s network</body></html>')
  }
}

export const reset: Answer = (response) => { response.socket?.resetAndDestroy() }
export const hang: Answer = () => {}

/** Promises more than it sends, then goes away. */
export const truncated: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'req-1', 'content-length': '1000' })
  response.write('{"title":"Cre')
  setImmediate(() => response.socket?.destroy())
}

/** A server on loopback that answers each request with the next of its answers, the last one for ever. */
export async function scriptedServer(...answers: Answer[]) {
  const requests: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk }).on('end', () => {
      const received = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
      requests.push(received)
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      answer?.(response, received)
      server.emit('answered')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    /** Resolves when the next request has been read. */
    nextRequest: () => once(server, 'answered'),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
