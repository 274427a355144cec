type Env = Readonly<Record<string, string | undefined>>

const NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']
const PLACE = /^(PROXY|HTTPS|DIRECT)(?:\s+(\S+))?$/

/** Whether the environment speaks of proxies: then it, with its exceptions, goes before the system. */
export function speaksOfProxies(env: Env): boolean {
  return NAMES.some(name => Boolean(env[name] || env[name.toLowerCase()]))
}

/**
 * The proxy that a system's settings name for a URL, as Electron resolves them: a list such as "PROXY a:8080; DIRECT", of
 * which the first that can be used is taken. SOCKS cannot; null is a direct connection.
 */
export function proxyNamed(list: string): string | null {
  for (const entry of list.split(';')) {
    const [, kind, place] = PLACE.exec(entry.trim()) ?? []
    if (kind === 'DIRECT') return null
    if (kind !== undefined && place !== undefined) return `${kind === 'HTTPS' ? 'https' : 'http'}://${place}`
  }
  return null
}
