import { randomBytes } from 'node:crypto'

/** What is waited for: the decision of whoever is at the browser. */
export type Decision = 'allow' | 'deny'

/** An authorization request: from its page to the one use of its code. */
export interface Authorization {
  client: string
  redirectUri: string
  state: string | null
  /** base64url of the verifier's SHA-256. */
  challenge: string
}

export interface DeviceRequest {
  client: string
  clientName: string
  refreshable: boolean
  userCode: string
  expiresAt: number
  decision: Decision | null
  /** Milliseconds that must pass between two polls. */
  interval: number
  polledAt: number | null
}

/** A minute is the real service's order of magnitude; the client exchanges a code at once. */
const CODE_MS = 60_000
/** Nobody answers a page later than this. */
const PAGE_MS = 600_000

export interface Codes {
  /** A handle for the page's form, so that no other page can answer in its place. */
  ask(authorization: Authorization, at: number): string
  /** What a handle stands for, once; null where it was used, or has waited for too long. */
  answered(ticket: string, at: number): Authorization | null
  grant(authorization: Authorization, at: number): string
  /** What a code stands for, once. */
  redeem(code: string, at: number): Authorization | null
}

/** Short-lived by nature: a restart forgets them. */
export function createCodes(): Codes {
  const pages = oneTime<Authorization>(PAGE_MS)
  const codes = oneTime<Authorization>(CODE_MS)
  return { ask: pages.put, answered: pages.take, grant: codes.put, redeem: codes.take }
}

function oneTime<Held>(lifetimeMs: number) {
  const held = new Map<string, { value: Held, until: number }>()
  return {
    put(value: Held, at: number): string {
      for (const [key, { until }] of held) if (until <= at) held.delete(key)
      const key = randomBytes(32).toString('base64url')
      held.set(key, { value, until: at + lifetimeMs })
      return key
    },
    take(key: string, at: number): Held | null {
      const found = held.get(key)
      held.delete(key)
      return found !== undefined && found.until > at ? found.value : null
    },
  }
}

export interface Devices {
  add(request: Omit<DeviceRequest, 'userCode' | 'polledAt'>): { deviceCode: string, userCode: string }
  byDeviceCode(deviceCode: string): DeviceRequest | null
  /** As typed: in either case, with or without its hyphen. Null where there is none, or it has expired. */
  byUserCode(typed: string, at: number): DeviceRequest | null
  forget(deviceCode: string): void
}

/** Expired requests are kept this long, for polls that come too late to be told so. */
const KEPT_MS = 3_600_000

export function createDevices(): Devices {
  const requests = new Map<string, DeviceRequest>()
  return {
    add(request) {
      for (const [code, { expiresAt }] of requests) if (expiresAt + KEPT_MS <= request.expiresAt) requests.delete(code)
      const deviceCode = randomBytes(32).toString('base64url')
      const userCode = `${randomLetters(4)}-${randomLetters(4)}`
      requests.set(deviceCode, { ...request, userCode, polledAt: null })
      return { deviceCode, userCode }
    },
    byDeviceCode: deviceCode => requests.get(deviceCode) ?? null,
    byUserCode(typed, at) {
      const bare = (code: string): string => code.toUpperCase().replace(/[^A-Z]/g, '')
      return [...requests.values()].find(({ userCode, expiresAt }) => bare(userCode) === bare(typed) && expiresAt > at) ?? null
    },
    forget: deviceCode => void requests.delete(deviceCode),
  }
}

/** Without vowels, so that no code reads as a word (RFC 8628 section 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'

function randomLetters(count: number): string {
  return [...randomBytes(count)].map(byte => LETTERS.charAt(byte % LETTERS.length)).join('')
}
