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
  views: z.array(viewSchema).max(50).readonly().default([]),
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

const anyRecord = z.record(z.string(), z.unknown())

/** What was kept, as far as it reads: a member that does not is as it is by default, and one nobody knows is left out. */
export function readPreferences(kept: unknown): Preferences {
  const { data } = anyRecord.safeParse(kept)
  if (data === undefined) return DEFAULT_PREFERENCES
  const readable = Object.keys(members).flatMap((name) => {
    const one = preferencesPatchSchema.safeParse({ [name]: data[name] })
    return one.success ? [one.data] : []
  })
  return preferencesSchema.parse(Object.assign({}, ...readable))
}
