import type { MetadataMode } from '#domain/plan'
import type { Journal } from '../ports/journal'

const NOTE = 'metadata'

/** What a write has taught of the service (SERVICE section 5); null before the first that could. */
export function metadataMode({ noted }: Pick<Journal, 'noted'>): MetadataMode {
  const mode = noted(NOTE)
  return mode === 'merges' || mode === 'replaces' ? mode : null
}

/** What was once seen to vanish tells more than what is there: that may have been put back. */
export async function learnMetadataMode(journal: Pick<Journal, 'note' | 'noted'>, mode: Exclude<MetadataMode, null>): Promise<void> {
  const known = metadataMode(journal)
  if (known === null || (known === 'merges' && mode === 'replaces')) await journal.note(NOTE, mode)
}
