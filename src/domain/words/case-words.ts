import type { CaseFilter } from '../preferences'
import type { Status } from '../status'

/** A row and a chip have little room; what is not named here keeps its own words. */
const STAGES = new Map([
  ['Detection and Analysis', 'Analysis'], ['Containment, Eradication and Recovery', 'Containment'], ['Post-incident Activities', 'Post-incident'],
])

/** A case's status in a word or two; null where it has none. */
export function stageOf(status: string | null): string | null {
  return status === null ? null : STAGES.get(status) ?? status
}

/** What the marks are called where cases are chosen by them. */
export const MARK_WORDS: Record<CaseFilter['marks'][number], { name: string, what: string }> = {
  needsMe: { name: 'Needs me', what: 'Cases that wait for a decision of yours' },
  pending: { name: 'Pending', what: 'Cases with edits that are not sent yet' },
  changed: { name: 'Changed', what: 'Cases that someone else has changed since you looked' },
  conflict: { name: 'Conflict', what: 'Cases where you and someone else changed the same thing' },
  parked: { name: 'Parked', what: 'Cases with edits that the service refused, or that came back and want your word' },
  draft: { name: 'Draft', what: 'Cases where you typed something that is no edit yet' },
}

export const SORT_WORDS: Record<CaseFilter['sort'], string> = {
  needsMe: 'Needs me first',
  updated: 'Last updated',
  created: 'Newest',
  title: 'Title',
  status: 'Status',
}

/** What stands in the place of a list without a case: what happened, what is safe, what to do. */
export function emptyListWords(
  { drain, pull }: Status,
  { cases, connected, filter }: { cases: number, connected: boolean, filter: CaseFilter },
): { title: string, text: string } {
  if (cases > 0) return noneFound(filter)
  if (!connected) return { title: 'No cases on this machine yet', text: 'Fieldcase\'s background process does not answer. Quit Fieldcase and start it again.' }
  switch (drain.state) {
    case 'offline': return { title: 'No cases on this machine yet', text: 'There is no link. They are read as soon as the link is back; nothing needs doing.' }
    case 'signedOut': return { title: 'No cases on this machine yet', text: `They are read once AWS lets you in. ${drain.message}` }
    case 'paused': return { title: 'No cases on this machine yet', text: drain.message }
    default: return pull.lastAt === null
      ? { title: 'Reading the cases…', text: 'They are listed as they come in.' }
      : { title: 'No cases', text: 'The service has none in this account and region. A new one shows within minutes.' }
  }
}

function noneFound({ search, statuses, engagements, marks }: CaseFilter): { title: string, text: string } {
  if (search.trim() !== '') {
    const among = statuses.length + engagements.length + marks.length > 0 ? ' Only the cases that pass the filter were searched.' : ''
    return { title: 'No case found', text: `Every word must stand somewhere in the case: in its title, description, addresses, accounts…${among}` }
  }
  const [only] = marks
  if (marks.length === 1 && only !== undefined && statuses.length + engagements.length === 0) return { title: 'No such case', text: NONE_MARKED[only] }
  return { title: 'No such case', text: 'No case passes all of the filter at once.' }
}

const NONE_MARKED: Record<CaseFilter['marks'][number], string> = {
  needsMe: 'Nothing waits for a decision of yours.',
  pending: 'Nothing waits to be sent.',
  changed: 'Nobody else has changed a case since you looked.',
  conflict: 'Nobody has changed what you changed.',
  parked: 'The service has refused nothing.',
  draft: 'Everything you typed is an edit.',
}
