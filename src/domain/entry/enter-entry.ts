import { enterAddress, refanged } from './enter-address'
import type { Entered } from './entered'
import { accepted, refused } from './entered'
import type { Entry, ListField } from '../fields'
import { KEY_MEMBER, OTHER_MEMBERS, REGIONS, TEXT_LIMIT } from '../fields'
import { regionNamed } from './regions'
import type { Cleaned } from './text'
import { cleanLine, cleanLines, cleanWord, lengthRefusal, quoted } from './text'

/**
 * One entry of a list from what was typed into its members (see `Entry`; others are passed over). Optional members left
 * empty are dropped. Whether the list has room is the list's own rule, see `roomFor`.
 */
export function enterEntry(field: ListField, raw: Readonly<Record<string, string>>): Entered<Entry> {
  const key = ENTER_KEY[field](raw[KEY_MEMBER[field]] ?? '')
  if (!key.ok) return key
  const entry: Record<string, string> = { [KEY_MEMBER[field]]: key.value }
  const changes = key.corrected === null ? [] : [key.corrected]
  for (const member of OTHER_MEMBERS[field]) {
    if (!isText(member)) continue
    const cleaned = member === 'value' ? cleanLines(raw[member] ?? '') : cleanLine(raw[member] ?? '')
    if (cleaned.text === '' && member !== 'value') continue
    const text = enterText(member, cleaned)
    if (!text.ok) return text
    entry[member] = text.value
    if (text.corrected !== null) changes.push(text.corrected)
  }
  return accepted(entry, ...changes)
}

const ENTER_KEY: Record<ListField, (typed: string) => Entered<string>> = {
  watchers: enterEmail,
  threatActorIpAddresses: enterAddress,
  impactedServices: enterService,
  impactedAwsRegions: enterRegion,
  impactedAccounts: enterAccount,
  caseMetadata: typed => enterText('key', cleanLine(typed)),
}

function isText(member: string): member is 'name' | 'jobTitle' | 'userAgent' | 'value' {
  return member === 'name' || member === 'jobTitle' || member === 'userAgent' || member === 'value'
}

function enterText(place: keyof typeof TEXT_LIMIT, { text, changes }: Cleaned): Entered<string> {
  const refusal = lengthRefusal(place, text)
  return refusal === null ? accepted(text, ...changes) : refused(refusal)
}

function written(value: string, raw: string): Entered<string> {
  return value === raw ? accepted(value) : accepted(value, `written as ${value}`)
}

const EMAIL = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/

function enterEmail(typed: string): Entered<string> {
  const raw = cleanWord(typed)
  if (raw === '') return refused('A watcher needs an e-mail address.')
  const tooLong = raw.length > 2 * TEXT_LIMIT.email[1] ? lengthRefusal('email', raw) : null
  if (tooLong !== null) return refused(tooLong)
  const email = refanged(raw).replace(/[[(](?:@|at)[\])]/gi, '@').replace(/^[<"']+|[>"',;]+$/g, '').replace(/^mailto:/i, '')
  const strange = /[^a-zA-Z0-9.!#$%&'*+/=?^_`{|}~@-]/u.exec(email)?.[0]
  if (strange !== undefined) return refused(`The service takes no ${strange === ' ' ? 'space' : quoted(strange)} in an e-mail address: ${quoted(raw)}.`)
  const signs = email.split('@').length - 1
  if (signs !== 1) return refused(`An e-mail address has one @; ${quoted(raw)} has ${signs === 0 ? 'none' : signs}.`)
  const refusal = lengthRefusal('email', email)
  if (refusal !== null) return refused(refusal)
  return EMAIL.test(email)
    ? written(email, raw)
    : refused(`${quoted(raw)} is not an e-mail address the service takes: name, @, then letters, digits and hyphens parted by single dots.`)
}

function enterService(typed: string): Entered<string> {
  const { text, changes } = cleanLine(typed.replace(/\p{Format}/gu, '').replace(/\p{Space_Separator}/gu, ' '))
  const refusal = lengthRefusal('service', text)
  if (refusal !== null) return refused(refusal)
  // " -." within the model's class is a range: space to full stop, so comma, quotes and & are in it.
  const strange = /[^a-zA-Z0-9 -.():]/u.exec(text)?.[0]
  if (strange !== undefined) {
    return refused(`A service name takes letters, digits, spaces and ! " # $ % & ' ( ) * + , - . : but not ${quoted(strange)}.`)
  }
  return accepted(text, ...changes)
}

function enterRegion(typed: string): Entered<string> {
  const raw = cleanWord(typed)
  if (raw === '') return refused('A region is needed.')
  // The console writes "Europe (Ireland) eu-west-1"; an availability zone is its region and a letter.
  const codes = new Set([...raw.toLowerCase().matchAll(/(?<![a-z0-9-])([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]?(?![a-z0-9-])/g)].map(([, code]) => code))
  const region = codes.size === 1 ? REGIONS.find(known => codes.has(known)) : codes.size === 0 ? regionNamed(raw) ?? undefined : undefined
  return region === undefined
    ? refused(`${quoted(raw)} is not among the ${REGIONS.length} regions the service knows: write its code, such as eu-west-1, or its name, such as Ireland.`)
    : written(region, raw)
}

function enterAccount(typed: string): Entered<string> {
  const raw = cleanWord(typed)
  if (raw === '') return refused('An account number is needed.')
  if (/^\d(?:[.,]\d+)?e\+?\d+$/i.test(raw)) return refused(`${quoted(raw)} is a number a spreadsheet has rounded; an account number has 12 digits, and some are lost here.`)
  const digits = raw.replace(/[\s'"`=\p{Dash_Punctuation}]/gu, '')
  if (!/^\d+$/.test(digits)) return refused(`An account number has 12 digits and nothing else; ${quoted(raw)} has other characters.`)
  if (digits.length > 12) return refused(`An account number has 12 digits; ${quoted(raw)} has ${digits.length}.`)
  if (digits.length === 12) return written(digits, raw)
  const account = digits.padStart(12, '0')
  return accepted(account, `leading zeros restored: written as ${account}`)
}
