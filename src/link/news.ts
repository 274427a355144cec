import type { Output } from '#channel/protocol'
import type { Loaded } from '#db/store'
import type { DatabaseNews } from './events'

/**
 * Whether the database that was just opened is the one that was left. The browser may have swept a damaged one away and
 * opened an empty one without a word (measured in Chromium): the host remembers what its page had taken in.
 */
export function databaseNews(loaded: Loaded, { database: { aside, remembered }, generation }: Output<'workspace'>): DatabaseNews | null {
  if (aside !== null) return { kind: 'aside', aside }
  if (remembered === null) return null
  if (loaded.generation === null) return { kind: 'empty' }
  // Another journal's outcomes are counted anew: its cursor says nothing about this one's.
  return loaded.generation === generation && loaded.cursor < remembered ? { kind: 'behind' } : null
}
