import { createChance } from '../support/chance'
import type { History } from './history'
import { ENGINE_STORIES } from './stories-engine'
import { LOG_STORIES } from './stories-logs'
import type { Story } from './story-parts'
import { link, TAIL_MS } from './story-parts'

const STORIES = { ...ENGINE_STORIES, ...LOG_STORIES }
export type StoryName = keyof typeof STORIES

/** A history that tells the story with what one seed decides; the coins are that seed's too. */
export function tell(name: StoryName, seed: number): History {
  const story: Story = STORIES[name]
  const { events, ...settings } = story(createChance(seed).branch('story'))
  return { seed, settings: { dexie: false, cases: 1, ...settings }, events: [...events, link(TAIL_MS, 'restore')] }
}
