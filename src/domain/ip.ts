const OCTET = /^(?:0|[1-9]\d{0,2})$/
const GROUP = /^[0-9A-Fa-f]{1,4}$/

/** The four bytes of a dotted address; null for anything else, an octet with a leading zero included (octal to some, decimal to others). */
function ipv4Bytes(text: string): number[] | null {
  const octets = text.split('.', 5)
  if (octets.length !== 4 || !octets.every(octet => OCTET.test(octet) && Number(octet) < 256)) return null
  return octets.map(Number)
}

function groupBytes(text: string): number[] | null {
  if (text === '') return []
  const groups = text.split(':', 9)
  if (!groups.every(group => GROUP.test(group))) return null
  return groups.flatMap((group) => {
    const number = Number.parseInt(group, 16)
    return [number >> 8, number & 0xff]
  })
}

/** The sixteen bytes of an address in any of RFC 4291's textual forms, without a zone. */
function ipv6Bytes(text: string): number[] | null {
  const lastColon = text.lastIndexOf(':')
  if (lastColon < 0) return null
  if (text.includes('.', lastColon)) {
    const tail = ipv4Bytes(text.slice(lastColon + 1))
    if (tail === null) return null
    const hex = tail.map(byte => byte.toString(16).padStart(2, '0')).join('')
    return ipv6Bytes(`${text.slice(0, lastColon + 1)}${hex.slice(0, 4)}:${hex.slice(4)}`)
  }
  const halves = text.split('::', 3)
  const [head = '', tail] = halves
  const before = groupBytes(head)
  if (before === null || halves.length > 2) return null
  if (tail === undefined) return before.length === 16 ? before : null
  const after = groupBytes(tail)
  if (after === null || before.length + after.length > 14) return null
  return [...before, ...Array<number>(16 - before.length - after.length).fill(0), ...after]
}

/** The 4 or 16 bytes of an IP address, null where the text is not plainly one. An IPv4-mapped address has 16. */
export function addressBytes(text: string): readonly number[] | null {
  return ipv4Bytes(text) ?? ipv6Bytes(text)
}

/** The form the service takes: dotted decimal, or eight upper-case groups without leading zeros and without `::`. */
export function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups: string[] = []
  for (let at = 0; at < bytes.length; at += 2) {
    groups.push((((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16).toUpperCase())
  }
  return groups.join(':')
}
