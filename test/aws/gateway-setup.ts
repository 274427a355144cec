import { once } from 'node:events'
import type { Server } from 'node:http'
import { v7 as newId } from 'uuid'
import { afterEach } from 'vitest'
import { createGateway, type CredentialsProvider, type Gateway } from '#aws/gateway'
import { z } from '#domain/zod'
import type { UpdateCall } from '#domain/call'
import type { Clock } from '../../electron/ports/clock'
import { CREDENTIALS } from './captured'
import { type Answer, scriptedServer } from './scripted-server'

const opened: Array<() => Promise<void> | void> = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

/** Runs after the test under way. */
export function afterwards(close: () => Promise<void> | void): void {
  opened.push(close)
}

/** Has a server listen on loopback until the test under way is over; gives its port. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterwards(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  return z.object({ port: z.number() }).parse(server.address()).port
}

export interface Setting { credentials?: CredentialsProvider, clock?: Clock }

export function gatewayTo(endpoint: string, { credentials = async () => CREDENTIALS, clock }: Setting = {}): Gateway {
  const gateway = createGateway({ region: 'eu-west-1', credentials, endpoint, ...(clock && { clock }) })
  afterwards(() => gateway.close())
  return gateway
}

/** A gateway to a server of its own that answers as told. */
export async function start(answers: Answer[], setting: Setting = {}) {
  const server = await scriptedServer(...answers)
  afterwards(server.close)
  return { server, gateway: gatewayTo(server.endpoint, setting) }
}

/** Time stands still; `strike` lets the deadlines under way pass. */
export function stoppedClock(now = 1_700_000_000_000) {
  const timers = new Set<() => void>()
  const clock: Clock = {
    now: () => now,
    after(_ms, run) {
      timers.add(run)
      return () => { timers.delete(run) }
    },
    random: () => 0,
    newId: () => newId(),
    elapsed: () => now,
  }
  return { clock, strike: () => { for (const run of timers) run() }, pending: () => timers.size }
}

export const caseId = '1234567890'
const nothing: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }
export const retitle: UpdateCall = { ...nothing, set: { title: 'New title' } }
export const offline = (reason: string) => ({ ok: false, fault: { kind: 'offline', reason } })
