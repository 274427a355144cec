import { caseIdSchema } from './case'
import { z } from './zod'

/** What a case of the list may be asked for besides words, a mark each. */
export const FILTER_MARKS = ['needsMe', 'pending', 'conflict', 'parked', 'changed', 'draft'] as const
export const CASE_SORTS = ['needsMe', 'updated', 'created', 'title', 'status'] as const

const words = z.array(z.string().min(1).max(64)).max(32).readonly()

/** Which cases the list shows, and in which order. Of no members all pass. */
export const caseFilterSchema = z.strictObject({
  search: z.string().max(500).default(''),
  statuses: words.default([]),
  engagements: words.default([]),
  marks: z.array(z.enum(FILTER_MARKS)).max(FILTER_MARKS.length).readonly().default([]),
  sort: z.enum(CASE_SORTS).default('needsMe'),
})
export type CaseFilter = Readonly<z.infer<typeof caseFilterSchema>>

const MOST_VIEWS = 50
const viewSchema = z.strictObject({ name: z.string().min(1).max(80), filter: caseFilterSchema })

/** Whole pixels. Wider than any screen is nonsense; how narrow a pane may be is for the screen to say. */
const width = z.int().min(0).max(4000)

/** Workspaces remembered; one that is opened after so many others is as good as new. */
const MOST_WORKSPACES = 200

const members = {
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  contrast: z.enum(['system', 'high']).default('system'),
  density: z.enum(['compact', 'comfortable']).default('compact'),
  panes: z.strictObject({ list: width, drawer: width }).default({ list: 288, drawer: 340 }),
  /** Filters saved under a name, in the order shown. */
  views: z.array(viewSchema).max(MOST_VIEWS).readonly().default([]),
  drawer: z.enum(['outbox', 'history']).nullable().default('outbox'),
  /** The case that was open last, by workspace. */
  openCases: z.record(z.string().min(1).max(64), caseIdSchema).refine(open => Object.keys(open).length <= MOST_WORKSPACES).default({}),
  /** Whether the system may be asked to show a notification. */
  notify: z.boolean().default(true),
  /** Whether the first steps were taken. */
  welcomed: z.boolean().default(false),
}

/**
 * How the responder wants the screen. Every member has a default, so that what an older version wrote reads. Of the
 * cases it holds no more than ids and saved searches.
 */
export const preferencesSchema = z.strictObject(members)
export type Preferences = Readonly<z.infer<typeof preferencesSchema>>

/** Each member that is there replaces the one before, whole. */
export const preferencesPatchSchema = z.strictObject({
  theme: members.theme.unwrap().exactOptional(),
  contrast: members.contrast.unwrap().exactOptional(),
  density: members.density.unwrap().exactOptional(),
  panes: members.panes.unwrap().exactOptional(),
  views: members.views.unwrap().exactOptional(),
  drawer: members.drawer.unwrap().exactOptional(),
  openCases: members.openCases.unwrap().exactOptional(),
  notify: members.notify.unwrap().exactOptional(),
  welcomed: members.welcomed.unwrap().exactOptional(),
}).refine(patch => Object.keys(patch).length > 0)
export type PreferencesPatch = Readonly<z.infer<typeof preferencesPatchSchema>>

export const DEFAULT_PREFERENCES: Preferences = preferencesSchema.parse({})

/** What was kept and does not read here, as it was: a newer version, or an older one, may read it. */
export interface Unread { members: Readonly<Record<string, unknown>>, views: readonly unknown[] }

/** Preferences as far as they read, and whatever else was kept beside them. */
export interface KeptPreferences { preferences: Preferences, unread: Unread }

const anyRecord = z.record(z.string(), z.unknown())
const anyList = z.array(z.unknown())

/** Reads what was kept: a member that does not read is as it is by default, and of the saved views each is read by itself. */
export function readPreferences(kept: unknown): KeptPreferences {
  const { views: keptViews, ...data } = anyRecord.safeParse(kept).data ?? {}
  const readable: Record<string, unknown> = {}
  const unread: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(data)) {
    const one = preferencesPatchSchema.safeParse({ [name]: value })
    if (one.success) Object.assign(readable, one.data)
    else unread[name] = value
  }
  const list = anyList.safeParse(keptViews)
  if (!list.success && keptViews !== undefined) unread['views'] = keptViews
  const read = (list.data ?? []).map(view => ({ view, as: viewSchema.safeParse(view).data }))
  const views = read.flatMap(({ as }) => as ?? []).slice(0, MOST_VIEWS)
  return {
    preferences: preferencesSchema.parse({ ...readable, views }),
    unread: { members: unread, views: read.flatMap(({ view, as }) => as === undefined ? [view] : []) },
  }
}

/** The same once the responder has changed something: what they have set anew takes the place of what did not read. */
export function changePreferences({ preferences, unread }: KeptPreferences, patch: PreferencesPatch): KeptPreferences {
  const members = Object.entries(unread.members).filter(([name]) => !Object.hasOwn(patch, name))
  return { preferences: { ...preferences, ...patch }, unread: { ...unread, members: Object.fromEntries(members) } }
}

/** What is to be kept, so that {@link readPreferences} gives the same again. */
export function writePreferences({ preferences, unread }: KeptPreferences): Record<string, unknown> {
  return { ...preferences, views: [...preferences.views, ...unread.views], ...unread.members }
}

const namedSchema = z.looseObject({ name: z.string().min(1).max(80) })

/** What of it the responder misses, in words; what this version never had it does not miss. */
export function unreadWords({ members, views }: Unread): string[] {
  return [
    ...views.map((view) => {
      const name = namedSchema.safeParse(view).data?.name
      return name === undefined ? 'A saved view.' : `The saved view “${name}”.`
    }),
    ...Object.keys(members).filter(name => Object.hasOwn(preferencesSchema.shape, name)).map(name => `The setting “${name}”.`),
  ]
}
