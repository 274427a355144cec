import type { Answer, Response } from './listener'
import type { Fault } from './fault-kinds'

/** What comes back in place of the service's answer where the request never got to it. */
export function networkAnswer(fault: Fault): Response {
  switch (fault.kind) {
    case 'hang':
      return { silence: 'hang' }
    case 'emptyReply':
      return { status: 200, headers: {}, body: '' }
    case 'captivePortal':
      return page(200, 'Guest network', 'Welcome. Sign in to use this network.')
    case 'proxy403':
      return page(403, 'Access denied', 'This address is blocked by your organisation.', PROXY)
    case 'proxy407':
      return page(407, 'Proxy authentication required', 'Sign in to the proxy.', { ...PROXY, 'proxy-authenticate': 'Basic realm="proxy"' })
    default:
      return { silence: 'reset' }
  }
}

const PROXY = { 'via': '1.1 proxy.example.com', 'proxy-connection': 'keep-alive' }

function page(status: number, title: string, text: string, headers: Record<string, string> = {}): Answer {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`
  return { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body }
}

/** What is left of the service's answer after a fault on its way back; most leave it as it is. */
export function spoiled(fault: Fault, answer: Answer): Response {
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      return { silence: fault.kind }
    case 'truncate':
      return { ...answer, brokenAfter: Math.floor(Buffer.byteLength(answer.body) / 2) }
    case 'emptyReply':
      return { status: 200, headers: {}, body: '' }
    case 'garbledJson': {
      const headers = Object.entries(answer.headers).filter(([name]) => name !== 'x-amzn-errortype')
      return { ...answer, headers: Object.fromEntries(headers), body: '{"message": "the rest of this was' }
    }
    default:
      return answer
  }
}
