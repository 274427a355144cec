import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A request as it arrived: the raw path, query and header order are what a signature covers. */
export interface Received {
  method: string
  path: string
  query: string
  headers: ReadonlyArray<readonly [name: string, value: string]>
  body: Buffer
}

export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
  /** Where the connection ends in the midst of the body: after so many of its bytes. */
  brokenAfter?: number
  /** Called when the connection ended before the answer had left. */
  onLost?: () => void
}

/** No answer: the connection stays open as if one were to come, or is reset. */
export interface Silence { silence: 'hang' | 'reset' }

export type Response = Answer | Silence

export interface Listener {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** Destroys every open socket, and each new one as soon as it is accepted, until {@link restore}. */
  cut(): void
  restore(): void
  close(): Promise<void>
}

/** What API Gateway takes; the longest call within the model's limits is well below it. */
const LARGEST_BODY = 10 * 1024 * 1024

/** Longer than any client's pool keeps a socket, so that the server is never the one to close an idle one mid-request. */
const KEEP_ALIVE_MS = 120_000

/** Serves `handle` on 127.0.0.1; port 0 takes a free one. Rejects where the port is taken. */
export async function listen(port: number, handle: (request: Received) => Promise<Response>): Promise<Listener> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void serve(request, response, handle)
  })
  server.on('connection', (socket) => {
    if (isCut) return socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    return socket
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The listener has no port.')
  const destroyAll = (): void => sockets.forEach(socket => socket.destroy())
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true
      destroyAll()
    },
    restore() {
      isCut = false
    },
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      destroyAll()
    }),
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, handle: (request: Received) => Promise<Response>): Promise<void> {
  const sent = await readBody(request)
  // A request that never arrived whole is none: the connection is gone, nobody waits.
  if (sent === null) return
  const [path = '', ...query] = (request.url ?? '').split('?')
  const received = { method: request.method ?? '', path, query: query.join('?'), headers: pairs(request.rawHeaders), body: sent }
  const answer = await handle(received)
  if ('silence' in answer) {
    // A reset, as a network's failure sends it, not the orderly end that a server's own close is.
    if (answer.silence === 'reset') request.socket.resetAndDestroy()
    return
  }
  if (response.destroyed) return answer.onLost?.()
  response.once('close', () => {
    if (!response.writableFinished) answer.onLost?.()
  })
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length })
  if (answer.brokenAfter === undefined) response.end(body)
  else response.write(body.subarray(0, answer.brokenAfter), () => request.socket.destroy())
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request) {
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > LARGEST_BODY) {
        request.destroy()
        return null
      }
      chunks.push(bytes)
    }
  }
  catch {
    return null
  }
  return Buffer.concat(chunks)
}

function pairs(raw: readonly string[]): Array<readonly [string, string]> {
  return raw.flatMap((name, index) => index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : [])
}

/** All values of one header, joined as HTTP allows; null where it is absent. `name` in lower case. */
export function header(request: Pick<Received, 'headers'>, name: string): string | null {
  const values = request.headers.filter(([other]) => other === name).map(([, value]) => value)
  return values.length > 0 ? values.join(',') : null
}
