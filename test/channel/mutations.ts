import { MAX_MESSAGE, VERSION } from '#channel/protocol'
import fc from 'fast-check'
import { CASE, editId, titleEdit } from '../support/samples'

const portal = { startUrl: 'https://acme.awsapps.com/start', region: 'eu-central-1' }
const account = '111122223333'

/** Valid requests, one of each form. Their entries carry the key member alone, so that none of it can be left out. */
const inputs: ReadonlyArray<[string, unknown]> = [
  ['workspace', {}],
  ['reconcile', { edits: [editId(1), editId(2)], mirror: [[CASE, 1000, true], [CASE, 2000, false]] }],
  ['record', { edits: [{ edit: titleEdit(1), generation: 'g-1' }, { edit: { ...titleEdit(2), supersedes: [editId(1)] }, generation: 'g-1' }] }],
  ['record', { edits: [{ edit: { ...titleEdit(3), change: { kind: 'add', field: 'watchers', entry: { email: 'a@b.example' } } }, generation: 'g' }] }],
  ['record', { edits: [{ edit: { ...titleEdit(4), change: { kind: 'undo', undone: titleEdit(3).change } }, generation: 'g' }] }],
  ['outcomes', { after: 7 }],
  ['acknowledge', { generation: 'g-1', cursor: 7 }],
  ['refresh', { caseId: CASE }],
  ['pause', { paused: true }],
  ['prefer', { patch: { panes: { list: 240, drawer: 320 } } }],
  ['leave', { goOn: true }],
  ['signIn', { target: { kind: 'profile', profile: 'responder' }, way: 'browser' }],
  ['signIn', { target: { kind: 'portal', portal }, way: 'device' }],
  ['signOut', { profile: 'responder' }],
  ['portalAccounts', { portal }],
  ['portalRoles', { portal, account }],
  ['createProfile', { profile: { name: 'night', portal, account, role: 'IncidentResponder', region: 'eu-west-1' } }],
  ['choose', { profile: 'responder' }],
  ['practice', { action: 'cut' }],
  ['rehearse', { rehearsal: 'colleague', caseId: CASE }],
  ['history', { before: 7 }],
  ['export', { what: 'history' }],
  ['dismiss', { generation: 'g-1', seq: 7 }],
]

export interface Message { v: unknown, id: unknown, request: unknown, input: unknown }

export function validMessages(): Message[] {
  return inputs.map(([request, input], index) => ({ v: VERSION, id: `valid-${index}`, request, input }))
}

type Place = [parent: object, key: string | number]

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function places(value: unknown): Place[] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, child]): Place[] => [[value, key], ...places(child)])
}

function child([parent, key]: Place): unknown {
  return Reflect.get(parent, key)
}

/** What no scalar of the contract may be, whatever it is now. */
function wrongFor(value: unknown, pick: number): unknown {
  if (typeof value === 'boolean') return ['true', 1, null, []][pick % 4]
  if (value === null) return true
  return [true, [], { a: { b: 1 } }, 1.5, 1e308, -(2 ** 60)][pick % 6]
}

const HUGE = 'x'.repeat(20_000)

/** Each makes a valid message one that breaks the contract, whatever `place` and `pick` are, and gives its text. */
const mutators: Record<string, (message: Message, place: number, pick: number) => string> = {
  wrongType(message, place, pick) {
    const leaves = places(message).filter(at => !isObject(child(at)))
    const at = leaves[place % leaves.length]
    if (at !== undefined) Reflect.set(at[0], at[1], wrongFor(child(at), pick))
    return JSON.stringify(message)
  },
  wrongContainer(message, place, pick) {
    const inner = places(message).filter(at => isObject(child(at)))
    const at = inner[place % inner.length]
    if (at !== undefined) Reflect.set(at[0], at[1], ['text', 1.5, true][pick % 3])
    return JSON.stringify(message)
  },
  extraMember(message, place, pick) {
    const holders = [message, ...places(message).map(child).filter(isObject)]
    const holder = holders[place % holders.length]
    if (Array.isArray(holder)) holder.push(1.5)
    else if (holder !== undefined) Reflect.set(holder, ['extra', 'constructor', 'toString', 'length', ''][pick % 5] ?? 'extra', 1.5)
    return JSON.stringify(message)
  },
  missingMember(message, place) {
    const members = places(message).filter(([parent]) => !Array.isArray(parent))
    const at = members[place % members.length]
    if (at !== undefined) Reflect.deleteProperty(at[0], at[1])
    return JSON.stringify(message)
  },
  hugeText(message, place) {
    const texts = places(message).filter(at => typeof child(at) === 'string')
    const at = texts[place % texts.length]
    if (at !== undefined) Reflect.set(at[0], at[1], HUGE)
    return JSON.stringify(message)
  },
  prototypeKey(message, place, pick) {
    const text = JSON.stringify(message)
    const opening = [...text.matchAll(/(?<!"entry":)\{(?=")/g)].map(({ index }) => index + 1)
    const at = opening[place % opening.length] ?? 1
    const own = ['"__proto__":{"polluted":true},', '"__proto__":null,', '"\\u005f_proto__":{"toString":1},'][pick % 3] ?? ''
    return text.slice(0, at) + own + text.slice(at)
  },
  otherVersion(message, _, pick) {
    return JSON.stringify({ ...message, v: [0, VERSION + 1, -1, 1e9, String(VERSION), null, [VERSION], {}][pick % 8] })
  },
  otherName: (message, _, pick) => JSON.stringify({
    ...message,
    request: ['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'WORKSPACE', 'workspace ', 'work\ud800space', 'outcome'][pick % 9],
  }),
  brokenUnicode(message, place, pick) {
    const text = JSON.stringify({ ...message, id: 'id\udfff' })
    const at = 1 + text.indexOf('"', place % (text.length - 10))
    return pick % 2 === 0 ? text : `${text.slice(0, at)}${['\\u12G4', '\\x41', '\u0000', '\n'][pick % 4] ?? ''}${text.slice(at)}`
  },
  truncated(message, place) {
    const text = JSON.stringify(message)
    return text.slice(0, place % text.length)
  },
  deep(message, place, pick) {
    const depth = 1 + place % 400
    const nest = [`${'['.repeat(depth)}${']'.repeat(depth)}`, `${'{"input":'.repeat(depth)}{}${'}'.repeat(depth)}`][pick % 2] ?? ''
    return pick % 3 === 0 ? nest : JSON.stringify({ ...message, input: 0 }).replace('"input":0', () => `"input":${nest}`)
  },
  junk: (_, place, pick) => ['', ' ', 'null', '0', 'true', '[]', '{}', '"workspace"', `${place}`, '\ufeff{}', '{"v":1}', 'undefined'][pick % 12] ?? '',
}

const KINDS = Object.keys(mutators)

const seeds = validMessages().map(message => JSON.stringify(message))

/** A message that breaks the contract, and how it was made. */
export const malformed = fc.record({
  kind: fc.constantFrom(...KINDS),
  seed: fc.nat({ max: inputs.length - 1 }),
  place: fc.nat({ max: 1 << 20 }),
  pick: fc.nat({ max: 1 << 10 }),
}).map(({ kind, seed, place, pick }) => {
  const message: Message = JSON.parse(seeds[seed] ?? '{}')
  return { kind, text: mutators[kind]?.(message, place, pick) ?? '' }
})

/** Far deeper than any stack that follows it would bear. */
export function veryDeep(): string {
  return JSON.stringify({ ...validMessages()[0], input: 0 }).replace('"input":0', () => `"input":${'['.repeat(200_000)}${']'.repeat(200_000)}`)
}

export function tooLong(): string {
  return JSON.stringify({ ...validMessages()[0], input: {} }).padEnd(MAX_MESSAGE + 1)
}
