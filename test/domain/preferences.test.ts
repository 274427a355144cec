import { expect, it } from 'vitest'
import { changePreferences, DEFAULT_PREFERENCES, preferencesPatchSchema, preferencesSchema, readPreferences, unreadWords, writePreferences } from '#domain/preferences'

const FILTER = { search: 'bucket', statuses: ['Post-incident Activities'], engagements: [], marks: ['conflict' as const], sort: 'updated' as const }

it('begin with what suits most, and read back as they were kept', () => {
  expect(DEFAULT_PREFERENCES).toMatchObject({ theme: 'system', density: 'compact', notify: true, welcomed: false, openCases: {}, views: [] })
  const mine = { ...DEFAULT_PREFERENCES, theme: 'dark' as const, openCases: { practice: '4127691988' }, views: [{ name: 'Mine', filter: FILTER }] }
  expect(readPreferences(JSON.parse(JSON.stringify(mine))).preferences).toEqual(mine)
})

it('of an older version keep what it knew, and begin with the rest', () => {
  expect(readPreferences({ density: 'comfortable' }).preferences).toEqual({ ...DEFAULT_PREFERENCES, density: 'comfortable' })
  expect(readPreferences({ views: [{ name: 'Old', filter: { search: 'x' } }] }).preferences.views).toEqual([
    { name: 'Old', filter: { search: 'x', statuses: [], engagements: [], marks: [], sort: 'needsMe' } },
  ])
})

it('lose only the member that does not read, and whatever a newer version has added', () => {
  const kept = { theme: 'sepia', density: 'comfortable', panes: { list: -1, drawer: 300 }, openCases: { practice: '../..' }, hologram: true }
  expect(readPreferences(kept).preferences).toEqual({ ...DEFAULT_PREFERENCES, density: 'comfortable' })
})

it('read each saved view by itself, and give back whatever did not read as it was', () => {
  const newer = { name: 'Mine', filter: { ...FILTER, marks: ['hologram'] } }
  const file = { theme: 'sepia', hologram: true, views: [newer, { name: 'Old', filter: FILTER }, 7] }
  const kept = readPreferences(file)
  expect(kept.preferences.views).toEqual([{ name: 'Old', filter: FILTER }])
  expect(unreadWords(kept.unread)).toEqual(['The saved view “Mine”.', 'A saved view.', 'The setting “theme”.'])

  const changed = changePreferences(kept, { views: [], density: 'comfortable' })
  expect(writePreferences(changed)).toMatchObject({ theme: 'sepia', hologram: true, density: 'comfortable', views: [newer, 7] })
  // What is chosen anew is meant.
  expect(writePreferences(changePreferences(changed, { theme: 'dark' }))).toMatchObject({ theme: 'dark', hologram: true, views: [newer, 7] })
})

it.each([null, 7, 'text', [], [{ theme: 'dark' }], { __proto__: { theme: 'dark' } }])('that are nothing of the kind (%j) are the default ones', (kept) => {
  expect(readPreferences(kept).preferences).toEqual(DEFAULT_PREFERENCES)
})

it('cross to the host strictly: no unknown member, no wrong one, no empty change', () => {
  expect(preferencesSchema.safeParse({ ...DEFAULT_PREFERENCES, more: 1 }).success).toBe(false)
  expect(preferencesPatchSchema.safeParse({}).success).toBe(false)
  expect(preferencesPatchSchema.safeParse({ notify: 'no' }).success).toBe(false)
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`w${n}`, '4127691988']))
  expect(preferencesPatchSchema.safeParse({ openCases: many }).success).toBe(false)
  expect(preferencesPatchSchema.parse({ drawer: null })).toEqual({ drawer: null })
})
