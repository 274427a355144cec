import { readDate } from './date'
import type { Entered } from './entered'
import { accepted, refused } from './entered'
import type { ScalarField } from '../fields'
import { ENGAGEMENT_TYPES } from '../fields'
import { aNoun, FIELD_LABEL } from '../words/labels'
import { cleanLine, cleanLines, isUnseen, lengthRefusal, quoted } from './text'

/**
 * What the responder typed into a scalar field: a text, or a date as epoch milliseconds at whole seconds. Dates without
 * an offset are read in `timeZone` (IANA; the machine's own by default). Emptying a field is refused.
 */
export function enterScalar(field: ScalarField, text: string, { timeZone }: { timeZone?: string } = {}): Entered<string | number> {
  if (isUnseen(text)) return refused(`The service can set ${aNoun(FIELD_LABEL[field].one)} but not clear it.`)
  switch (field) {
    case 'title':
    case 'description': return enterText(field, text)
    case 'engagementType': return enterEngagementType(text)
    case 'reportedIncidentStartDate':
    case 'actualIncidentStartDate': return readDate(text, timeZone)
  }
}

function enterText(field: 'title' | 'description', typed: string): Entered<string> {
  const { text, changes } = field === 'title' ? cleanLine(typed) : cleanLines(typed)
  const refusal = lengthRefusal(field, text)
  return refusal === null ? accepted(text, ...changes) : refused(refusal)
}

function enterEngagementType(typed: string): Entered<string> {
  const { text } = cleanLine(typed)
  const type = ENGAGEMENT_TYPES.find(known => known.toLowerCase() === text.toLowerCase())
  if (type === undefined) return refused(`The engagement type is "${ENGAGEMENT_TYPES.join('" or "')}"; ${quoted(text)} is neither.`)
  return type === text ? accepted(type) : accepted(type, `written as ${type}`)
}
