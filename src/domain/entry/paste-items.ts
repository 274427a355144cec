import { addressLike, enterAddress } from './enter-address'
import type { ListField } from '../fields'
import { KEY_MEMBER, OTHER_MEMBERS } from '../fields'
import type { Cell, PastedItem, Row } from './rows'
import { readRows } from './rows'
import { SERVICES } from './services'
import { watcherItems } from './paste-watchers'

/** The items of a pasted text, in its order, and the columns by their names that hold nothing of the list. */
export interface Pasted { items: Iterable<PastedItem>, leftOut: readonly string[] }

/**
 * Lines, commas, semicolons and tabs part items, spaces where nothing else could be meant; a metadata entry takes a line
 * of its own, as its value may hold anything. A first row of column names says what the columns are. A comma parts
 * services although the service takes one within a name (put it in quotes): lists are written so, and no AWS service has
 * a comma in its name.
 */
export function pastedItems(field: ListField, text: string): Pasted {
  const header = headerOf(field, text)
  if (header !== null && header.columns.length > 1) return { items: columnItems(field, text, header), leftOut: header.leftOut }
  return { items: lineItems(field, text, header !== null), leftOut: [] }
}

function* lineItems(field: ListField, text: string, hasHeader: boolean): Generator<PastedItem> {
  let skip = hasHeader
  const rows = field === 'caseMetadata' ? readRows(text, '=:,\t', true) : readRows(text, ',;\t')
  for (const row of rows) {
    if (!skip) yield* rowItems(field, row)
    skip = false
  }
}

function rowItems(field: ListField, row: Row): PastedItem[] {
  switch (field) {
    case 'watchers': return watcherItems(row)
    case 'threatActorIpAddresses': return addressItems(row)
    case 'caseMetadata': return [metadataItem(row)]
    case 'impactedServices': return wordItems(row, 'service', () => false)
    case 'impactedAwsRegions': return wordItems(row, 'region', word => /^[a-z]{2}(?:-[a-z]+)+-\d+[a-z]?$/i.test(word))
    case 'impactedAccounts': return wordItems(row, 'account', word => /^\d{12}$/.test(word))
  }
}

/** One item a cell, and one a word where each word of a cell `standsAlone`. */
function wordItems({ cells }: Row, member: string, standsAlone: (word: string) => boolean): PastedItem[] {
  return cells.flatMap(({ text }) => {
    const words = text.split(/\s+/).filter(word => word !== '')
    const items = words.length > 1 && words.every(standsAlone) ? words : [text].filter(item => item.trim() !== '')
    return items.map(item => ({ text: item, members: { [member]: item } }))
  })
}

function addressItems(row: Row): PastedItem[] {
  const [first, second] = row.cells
  if (first !== undefined && second !== undefined && addressLike(first.text)) {
    const userAgent = restOf(row, 1)
    if (isUserAgent(userAgent, second)) return [{ text: row.text, members: { ipAddress: first.text, userAgent } }]
  }
  return wordItems(row, 'ipAddress', addressLike)
}

/** Whether what follows an address on its line is its user agent ("Mozilla/5.0 (X11; Linux)") rather than more of the list. */
function isUserAgent(rest: string, { quoted, text }: Cell): boolean {
  if (addressLike(rest) || /^\w+:\/\//.test(rest)) return false
  return (quoted && rest === text) || (/[/ ]/.test(rest) && !rest.split(/[\s,;]+/).some(word => addressLike(word) && enterAddress(word).ok))
}

function metadataItem(row: Row): PastedItem {
  return { text: row.text, members: { key: row.cells[0]?.text ?? '', value: restOf(row, 1) } }
}

/** What stands in a row from a cell on: the cell's own text where it is the last, else all as written. */
function restOf({ text, cells }: Row, from: number): string {
  const cell = cells[from]
  if (cell === undefined) return ''
  return from === cells.length - 1 ? cell.text : text.slice(cell.start).trim()
}

/** `columns`: the member that each holds; null where it is none of the list's. */
interface Header { columns: Array<string | null>, leftOut: string[], separator: string }

/** A row of one cell has no columns: it is read as it would be without a header. */
function* columnItems(field: ListField, text: string, { columns, leftOut, separator }: Header): Generator<PastedItem> {
  const last = columns.length - 1
  let isHeader = true
  for (const row of readRows(text, separator, true)) {
    if (isHeader) isHeader = false
    else if (row.cells.length === 1 && leftOut.length > 0) yield* rowItems(field, row)
    else {
      const members = columns.flatMap((column, index) => column === null
        ? []
        : [[column, index === last ? restOf(row, last) : row.cells[index]?.text ?? '']])
      yield { text: row.text, members: Object.fromEntries(members) }
    }
  }
}

const COLUMN_NAMES: Record<string, readonly string[]> = {
  email: ['email', 'mail', 'emailaddress'],
  name: ['name', 'fullname'],
  jobTitle: ['jobtitle', 'title', 'role'],
  ipAddress: [
    'ipaddress', 'ip', 'address', 'ipaddr', 'ipv4', 'ipv6', 'ipv4address', 'ipv6address', 'sourceip', 'sourceipaddress', 'srcip', 'clientip', 'remoteip',
  ],
  userAgent: ['useragent', 'agent', 'ua'],
  service: ['service', 'servicename'],
  region: ['region', 'awsregion', 'regioncode'],
  account: ['account', 'accountid', 'accountnumber', 'awsaccount', 'awsaccountid'],
  key: ['key'],
  value: ['value'],
}

/** What a list's own entries look like: a first row with one of them in it has no names. */
const ENTRY_LIKE: Record<ListField, (text: string) => boolean> = {
  watchers: text => text.includes('@'),
  threatActorIpAddresses: addressLike,
  impactedAccounts: text => /\d{9}/.test(text),
  impactedAwsRegions: text => /^[a-z]{2}(?:-[a-z]+)+-\d/i.test(text),
  impactedServices: text => SERVICES.some(service => ` ${service}`.toLowerCase().endsWith(` ${text.toLowerCase()}`)),
  caseMetadata: () => false,
}

/**
 * The columns that a paste's first row names; null where it names none, or nothing follows it. Where it names others
 * beside the list's own, the next row must have as many cells, and of metadata, whose values are anything, both must
 * be named.
 */
function headerOf(field: ListField, text: string): Header | null {
  const [first, second] = firstTwo(readRows(text, ',;\t'))
  if (first === undefined || second === undefined) return null
  const known = [KEY_MEMBER[field], ...OTHER_MEMBERS[field]]
  const taken = new Set<string>()
  const columns = first.cells.map(({ text: cell }) => {
    const name = cell.toLowerCase().replace(/[\s_-]/g, '')
    const member = known.find(one => !taken.has(one) && COLUMN_NAMES[one]?.includes(name)) ?? null
    if (member !== null) taken.add(member)
    return member
  })
  const others = first.cells.filter((_, index) => columns[index] === null).map(({ text: cell }) => cell)
  if (!taken.has(KEY_MEMBER[field])) return null
  if (others.length > 0) {
    if (second.cells.length !== first.cells.length || others.some(ENTRY_LIKE[field])) return null
    if (field === 'caseMetadata' && !taken.has('value')) return null
  }
  return { columns, leftOut: others.filter(name => name !== ''), separator: first.text.charAt(first.cells[0]?.end ?? 0) }
}

function firstTwo(rows: Generator<Row>): Row[] {
  const found: Row[] = []
  for (const row of rows) {
    found.push(row)
    if (found.length === 2) break
  }
  return found
}
