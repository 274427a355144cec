import type { MetadataMode } from '#domain/plan'
import type { Journal } from '../ports/journal'

const NOTE = 'metadata'

/** What a write has taught of the service (SERVICE section 5); null before the first that could. */
export function metadataMode({ noted }: Pick<Journal, 'noted'>): MetadataMode {
  const mode = noted(NOTE)
  return mode === 'merges' || mode === 'replaces' ? mode : null
}

export async function rememberMetadataMode(journal: Pick<Journal, 'note' | 'noted'>, mode: Exclude<MetadataMode, null>): Promise<void> {
  if (journal.noted(NOTE) !== mode) await journal.note(NOTE, mode)
}
