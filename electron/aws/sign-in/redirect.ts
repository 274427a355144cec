import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from '#domain/zod'

/** What the browser came back with. */
export type Redirected = { ok: true, code: string } | { ok: false, error: string }

export interface RedirectListener {
  /** With the port in it. */
  redirectUri: string
  /** Resolves with the one request that bears the state; never, where the listener is closed before. */
  redirected: Promise<Redirected>
  close(): void
}

const PATH = '/oauth/callback'

const addressSchema = z.object({ port: z.int() })

/**
 * A server on a free port of 127.0.0.1 for one request: the browser's, back from the sign-in, with our `state`. Others are
 * refused, and do not end it. Rejects where no port can be opened.
 */
export async function listenForRedirect(state: string): Promise<RedirectListener> {
  let tell: (redirected: Redirected) => void = () => {}
  const redirected = new Promise<Redirected>((resolve) => { tell = resolve })
  let done = false
  let host = ''

  const server = createServer((request, response) => {
    const reached = done ? null : redirectOf(request, { host, state })
    if (reached === null) {
      answer(response, 400, 'Not here', 'This address is only for a sign-in that is under way in Fieldcase.')
      return
    }
    done = true
    if (reached.ok) answer(response, 200, 'You can go back to Fieldcase', 'The sign-in goes on there. This page can be closed.')
    else answer(response, 200, 'The sign-in did not come about', 'Fieldcase says more. This page can be closed.')
    tell(reached)
    response.once('close', close)
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 10_000

  function close(): void {
    server.close()
    server.closeAllConnections()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = addressSchema.parse(server.address())
  host = `127.0.0.1:${port}`
  return { redirectUri: `http://${host}${PATH}`, redirected, close }
}

function redirectOf({ method, url = '', headers }: IncomingMessage, { host, state }: { host: string, state: string }): Redirected | null {
  // Another name that resolves to this machine is a page's attempt to speak for it.
  if (method !== 'GET' || headers.host !== host || !URL.canParse(url, `http://${host}`)) return null
  const { pathname, searchParams } = new URL(url, `http://${host}`)
  if (pathname !== PATH || !same(searchParams.get('state') ?? '', state)) return null
  const code = searchParams.get('code')
  return code ? { ok: true, code } : { ok: false, error: searchParams.get('error') ?? '' }
}

/** Takes as long whatever is wrong with it. */
function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function answer(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': 'default-src \'none\'; style-src \'unsafe-inline\'; frame-ancestors \'none\'',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'connection': 'close',
  })
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>`
    + '<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em;color-scheme:light dark}</style>'
    + `<h1>${title}</h1><p>${text}</p></html>`)
}
