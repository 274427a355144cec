import type { CaseContent, CaseFacts } from '../case'
import { FIELD_LABEL, grouped } from './labels'
import { bothClocks } from './times'

/** A case that leaves the screen: copied as text, or printed. */
export interface CaseText {
  caseId: string
  facts: CaseFacts
  /** The case as the screen shows it, edits that wait included. */
  content: CaseContent
  /** Slots of it that are not sent. */
  unsent: number
  /** Whether description, dates and lists have been read. */
  complete: boolean
  /** When it was read from the service; times in epoch milliseconds. */
  readAt: number
  now: number
  /** IANA name. */
  timeZone: string
}

/** What whoever reads the copy cannot see: that some of it is not at the service. Null where all is. */
export function unsentWords(unsent: number): string | null {
  if (unsent === 0) return null
  return `${unsent === 1 ? '1 edit in this copy is' : `${grouped(unsent)} edits in this copy are`} not sent to the service yet.`
}

/** Dates, status and the like, as far as they are known: name and value. */
export function factsOf({ content, facts, timeZone }: CaseText): Array<[name: string, value: string]> {
  const time = (instant: number | null): string | null => instant === null ? null : bothClocks(instant, timeZone)
  const lines: Array<[string, string | null]> = [
    ['Status', facts.caseStatus],
    ['Pending action', facts.pendingAction === 'None' ? null : facts.pendingAction],
    [FIELD_LABEL.engagementType.label, content.engagementType],
    [FIELD_LABEL.reportedIncidentStartDate.label, time(content.reportedIncidentStartDate)],
    [FIELD_LABEL.actualIncidentStartDate.label, time(content.actualIncidentStartDate)],
    ['Created', time(facts.createdDate)],
    ['Updated', time(facts.lastUpdatedDate)],
    ['Closed', time(facts.closedDate)],
    ['Closure code', facts.closureCode],
    ['Resolver', facts.resolverType],
  ]
  return lines.flatMap(([name, value]): Array<[string, string]> => value === null ? [] : [[name, value]])
}
