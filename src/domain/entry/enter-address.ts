import type { Entered } from './entered'
import { accepted, refused } from './entered'
import { addressBytes, addressText } from '../ip'
import { cleanWord, quoted } from './text'

const DEFANGED_DOT = / *[[({<] *(?:\.|dot) *[\])}>] *|\\\./gi
const DEFANGED_COLON = /[[({<](::?)[\])}>]/g
const DEFANGED_SCHEME = /[[({<]:\/\/[\])}>]/g
const SCHEME = /^(?:h(?:tt|xx)ps?|s?ftp|fxps?):\/\//i
const WRAPPINGS = [['"', '"'], ['\'', '\''], ['`', '`'], ['<', '>'], ['(', ')'], ['[', ']'], ['{', '}'], ['“', '”'], ['‘', '’']] as const

// No way to write one address needs more; the patterns here are not for long texts.
const LONGEST = 300

/** Undoes what reports do to addresses lest they be clicked: `1[.]2[.]3[.]4`, `2001[:]db8[::]1`, `1[dot]2`. */
export function refanged(text: string): string {
  return text.replace(DEFANGED_SCHEME, '://').replace(DEFANGED_DOT, '.').replace(DEFANGED_COLON, '$1')
}

/**
 * An IP address in the form the service takes. A URL is taken only where it says nothing but the address; ranges, ports,
 * zones and octets with leading zeros are refused, since the service would refuse or another tool misread them.
 */
export function enterAddress(typed: string): Entered<string> {
  const raw = cleanWord(typed)
  if (raw === '') return refused('An address is needed.')
  if (raw.length > LONGEST) return refused(`${quoted(raw)} is not an IP address.`)
  const text = bare(refanged(raw))
  const bytes = addressBytes(text)
  if (bytes === null) return refused(addressRefusal(text, raw))
  const written = addressText(bytes)
  return written === raw ? accepted(written) : accepted(written, `written as ${written}`)
}

/** Whether the text was meant as an address, a good one or not: used to tell a list of addresses from other columns. */
export function addressLike(text: string): boolean {
  return /^(?:\d+\.\d|[0-9a-f]{0,4}:[0-9a-f]{0,4}[:.])/i.test(bare(refanged(cleanWord(text.slice(0, LONGEST)))))
}

/** Without what stands around an address in running text: quotes, brackets, a comma or full stop after it. */
function bare(text: string): string {
  let inner = text.replace(/[.,;]+$/, '')
  const url = inner.replace(SCHEME, '')
  if (url !== inner) inner = url.replace(/\/$/, '')
  const wrapping = WRAPPINGS.find(([open, close]) => inner.length > 1 && inner.startsWith(open) && inner.endsWith(close))
  return wrapping === undefined ? inner.trim() : bare(inner.slice(1, -1).trim())
}

function addressRefusal(text: string, raw: string): string {
  const named = quoted(raw)
  const [host = '', rest] = text.split('/', 2)
  if (rest !== undefined && addressBytes(host) !== null) {
    return /^\d{1,3}$/.test(rest)
      ? `${named} is a range (CIDR); the service takes single addresses only.`
      : `${named} is more than an address; enter ${addressText(addressBytes(host) ?? [])} if that is meant.`
  }
  if (addressBytes(text.split('%')[0] ?? '') !== null) return `${named} carries a zone; the service takes an address without "%" and what follows it.`
  const beforePort = /^(?:\[(.+)\]|([^:]+)):\d+$/.exec(text)
  if (beforePort !== null && addressBytes(beforePort[1] ?? beforePort[2] ?? '') !== null) return `${named} carries a port; the service takes the address alone.`
  if (text.split(/ ?[-–] ?/).every(end => addressBytes(end) !== null)) return `${named} is a range; the service takes single addresses only.`
  if (/^[\d.]+$/.test(text)) return ipv4Refusal(text, named)
  if (/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text)) return ipv6Refusal(text, named)
  return `${named} is not an IP address.`
}

function ipv4Refusal(text: string, named: string): string {
  const octets = text.split('.')
  if (octets.length !== 4) return `An IPv4 address has 4 octets; ${named} has ${octets.length}.`
  const padded = octets.find(octet => /^0\d/.test(octet))
  if (padded !== undefined) return `An octet with a leading zero ("${padded}") is decimal to some tools and octal to others: write ${named} without it.`
  return `Each octet of an IPv4 address lies between 0 and 255; those of ${named} do not.`
}

function ipv6Refusal(text: string, named: string): string {
  if (text.split('::').length > 2 || text.includes(':::')) return `"::" can stand only once in an IPv6 address; ${named} has more.`
  if (text.includes('.')) return `The dotted end of ${named} is not an IPv4 address of 4 octets without leading zeros.`
  if (text.split(':').some(group => group.length > 4)) return `A group of an IPv6 address has at most 4 digits; ${named} has a longer one.`
  return `An IPv6 address has 8 groups, fewer only with "::"; ${named} does not fit that.`
}
