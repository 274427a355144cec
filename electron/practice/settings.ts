import type { UpdateCall } from '#domain/call'
import { KEY_MEMBER, OTHER_MEMBERS, type Entry, type ListField, type SetField } from '#domain/fields'
import { z } from '#domain/zod'
import type { FieldComplaint } from './errors'
import { DEFAULT_SSO_SETTINGS, SSO_SETTINGS_SAY, SSO_SHAPE } from './sso-settings'

/** What nobody knows of the real service and this one can be told to do either way (SERVICE section 5); and what organisations decide. */
export const settingsSchema = z.strictObject({
  caseMetadata: z.enum(['merge', 'replace']),
  addingExisting: z.enum(['upsert', 'ignore']),
  emailCase: z.enum(['insensitive', 'sensitive']),
  deletingAbsent: z.enum(['ignore', 'refuse']),
  deleteMatches: z.enum(['key', 'whole']),
  keyInBothLists: z.enum(['refuse', 'addWins', 'deleteWins']),
  clearingScalar: z.enum(['refuse', 'clear']),
  editsAfterClose: z.enum(['allow', 'refuse']),
  readLag: z.int().nonnegative(),
  lastRegion: z.enum(['removable', 'stays', 'refuse']),
  timestamps: z.enum(['fractions', 'seconds']),
  editsOrder: z.enum(['newestFirst', 'oldestFirst']),
  ...SSO_SHAPE,
})
export type Settings = Readonly<z.infer<typeof settingsSchema>>

export const DEFAULT_SETTINGS: Settings = {
  caseMetadata: 'merge',
  addingExisting: 'upsert',
  emailCase: 'insensitive',
  deletingAbsent: 'ignore',
  deleteMatches: 'key',
  keyInBothLists: 'refuse',
  clearingScalar: 'refuse',
  editsAfterClose: 'allow',
  readLag: 0,
  lastRegion: 'removable',
  timestamps: 'fractions',
  editsOrder: 'newestFirst',
  ...DEFAULT_SSO_SETTINGS,
}

/** Each setting in words, its default first. */
export const SETTINGS_SAY: Record<keyof Settings, string> = {
  caseMetadata: 'merge | replace: what a call carries joins what the case holds, or takes its place',
  addingExisting: 'upsert | ignore: an added entry whose key exists overwrites it in its place, or is passed over',
  emailCase: 'insensitive | sensitive: whether a watcher\'s address in other letters is the same watcher',
  deletingAbsent: 'ignore | refuse: deleting an entry that the case does not hold',
  deleteMatches: 'key | whole: an entry is deleted by its key, or only where all of it is the same',
  keyInBothLists: 'refuse | addWins | deleteWins: one key among the added and the deleted of a call',
  clearingScalar: 'refuse | clear: "" is refused and null ignored, or either clears',
  editsAfterClose: 'allow | refuse: updates of a closed case',
  readLag: '0 or more: so many GetCase and ListCaseEdits of a case after its update still find it as it was',
  lastRegion: 'removable | stays | refuse: taking away a case\'s last region',
  timestamps: 'fractions | seconds: dates in replies, exact or cut to whole seconds',
  editsOrder: 'newestFirst | oldestFirst: ListCaseEdits',
  ...SSO_SETTINGS_SAY,
}

/** Two entries with one key are the same entry. */
export function keyOf(field: ListField, entry: Entry, { emailCase }: Pick<Settings, 'emailCase'> = DEFAULT_SETTINGS): string {
  const key = entry[KEY_MEMBER[field]] ?? ''
  return field === 'watchers' && emailCase === 'insensitive' ? key.toLowerCase() : key
}

interface SetChange { add?: readonly Entry[] | undefined, remove?: readonly Entry[] | undefined }

/** A set after a call's changes to it. */
export function changedSet(field: SetField, held: readonly Entry[], { add = [], remove = [] }: SetChange, settings: Settings): Entry[] {
  const deleted = new Set(remove.map(entry => keyOf(field, entry, settings)))
  const added = settings.keyInBothLists === 'deleteWins' ? add.filter(entry => !deleted.has(keyOf(field, entry, settings))) : add
  const left = held.filter(entry => !remove.some(one => isMeant(field, one, entry, settings)))
  const changed = withAdded(field, left, added, settings)
  const keepsLast = settings.lastRegion === 'stays' && field === 'impactedAwsRegions' && changed.length === 0
  return keepsLast ? held.slice(-1) : changed
}

function withAdded(field: ListField, held: readonly Entry[], added: readonly Entry[], settings: Settings): Entry[] {
  const byKey = new Map(held.map(entry => [keyOf(field, entry, settings), entry]))
  for (const entry of added) {
    const key = keyOf(field, entry, settings)
    if (settings.addingExisting === 'upsert' || !byKey.has(key)) byKey.set(key, entry)
  }
  return [...byKey.values()]
}

/** Whether a call that deletes `given` means the entry `held`. */
function isMeant(field: SetField, given: Entry, held: Entry, settings: Settings): boolean {
  if (keyOf(field, given, settings) !== keyOf(field, held, settings)) return false
  return settings.deleteMatches === 'key' || OTHER_MEMBERS[field].every(member => given[member] === held[member])
}

export function changedMetadata(held: readonly Entry[], given: readonly Entry[], settings: Settings): Entry[] {
  return withAdded('caseMetadata', settings.caseMetadata === 'merge' ? held : [], given, { ...settings, addingExisting: 'upsert' })
}

/** One key in both lists of a call, where that is refused. */
export function complaintsOfBothLists(field: SetField, { add, remove }: Pick<UpdateCall, 'add' | 'remove'>, settings: Settings): FieldComplaint[] {
  if (settings.keyInBothLists !== 'refuse') return []
  const deleted = new Set((remove[field] ?? []).map(entry => keyOf(field, entry, settings)))
  return (add[field] ?? []).flatMap((entry, index) => deleted.has(keyOf(field, entry, settings))
    ? [{ name: `${field}ToAdd[${index}]`, message: `Member must not also be in ${field}ToDelete` }]
    : [])
}

interface Deletion { held: readonly Entry[], remove: readonly Entry[] | undefined, left: readonly Entry[] }

/** What is wrong with deleting these entries from what the case holds; `left` is what it would hold then. */
export function complaintsOfDeletion(field: SetField, { held, remove = [], left }: Deletion, settings: Settings): FieldComplaint[] {
  const absent = settings.deletingAbsent === 'ignore'
    ? []
    : remove.flatMap((entry, index) => held.some(one => isMeant(field, entry, one, settings))
        ? []
        : [{ name: `${field}ToDelete[${index}]`, message: 'Member must be an entry of the case' }])
  const isLast = settings.lastRegion === 'refuse' && field === 'impactedAwsRegions' && held.length > 0 && left.length === 0
  return isLast ? [...absent, { name: `${field}ToDelete`, message: 'The last region of a case cannot be removed' }] : absent
}
