import { useDrafts } from '#state/drafts'
import { useOutbox } from '#state/outbox'
import { useSync } from '#state/sync'

/** Edits, and texts that are no edit yet, that nothing on disk holds: closing the window now would lose them. */
export function useOnScreenOnly(): () => { edits: number, texts: number } {
  const drafts = useDrafts()
  const outbox = useOutbox()
  const sync = useSync()
  return () => {
    // What was being typed has just been taken: on a full disk it will not be saved either.
    const full = sync.status.disk.state === 'full'
    const edits = new Set([...outbox.unsaved?.ids ?? [], ...full ? outbox.saving : []])
    return { edits: edits.size, texts: full || drafts.failing ? drafts.unkept() : 0 }
  }
}
