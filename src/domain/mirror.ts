import type { Snapshot } from './case'
import { applyCall } from './change'
import type { Outcome } from './outcome'

/**
 * What the mirror holds of a case once a read has come in; null where that changes nothing.
 *
 * Newer is what the service says was updated later, at whole seconds, and between equals what was read later. A
 * listing fills in title, engagement and facts of a case whose details are known, but not its lastUpdatedDate:
 * that stays the one the details were read at, so that it still tells how old they are. A case that is gone keeps
 * what was known of it.
 */
export function mergeSnapshot(known: Snapshot | undefined, incoming: Snapshot): Snapshot | null {
  if (known === undefined) return incoming
  if (incoming.gone) return known.gone || readBefore(incoming, known.readAt) ? null : { ...known, gone: true, readAt: incoming.readAt }
  if (known.gone && (incoming.readAt === known.readAt || readBefore(incoming, known.readAt))) return null
  // Read before our own call: it may be newer than what that was laid over, by a colleague's edit, and does not show the call.
  if (incoming.complete && known.laidAt !== undefined && readBefore(incoming, known.laidAt)) return null
  // A list is no newer than the details, and so from before our call: the call alone would have moved its date.
  if (!incoming.complete && known.laidAt !== undefined && !isUpdatedLater(incoming, known)) return null
  if (incoming.complete && !known.complete) {
    return isNewer(incoming, known) ? incoming : layListing(incoming, known)
  }
  // A case that is back shows again, whatever date it bears.
  if (!known.gone && !isNewer(incoming, known)) return null
  return incoming.complete === known.complete ? incoming : changed(known, layListing(known, incoming))
}

/** Whether `a`, which comes later, tells more of the present than `b`. */
function isNewer(a: Snapshot, b: Snapshot): boolean {
  if (isUpdatedLater(a, b)) return true
  return !isUpdatedLater(b, a) && a.readAt !== b.readAt && !readBefore(a, b.readAt)
}

function isUpdatedLater(a: Snapshot, b: Snapshot): boolean {
  const [dateA, dateB] = [a, b].map(({ facts }) => facts.lastUpdatedDate === null ? null : Math.floor(facts.lastUpdatedDate / 1000))
  return dateA != null && dateB != null && dateA > dateB
}

/** No read is under way for longer: one that comes in and seems to be from further back was made after the machine's clock was set back. */
const LONGEST_READ_MS = 60_000

function readBefore({ readAt }: Snapshot, at: number): boolean {
  return readAt < at && at - readAt <= LONGEST_READ_MS
}

/** Facts the listing does not carry, such as the closure code, stay as the details have them. */
function layListing(details: Snapshot, listing: Snapshot): Snapshot {
  const { facts, content } = listing
  return {
    ...details,
    gone: listing.gone,
    facts: {
      caseArn: facts.caseArn ?? details.facts.caseArn,
      caseStatus: facts.caseStatus ?? details.facts.caseStatus,
      createdDate: facts.createdDate ?? details.facts.createdDate,
      lastUpdatedDate: details.facts.lastUpdatedDate,
      closedDate: facts.closedDate ?? details.facts.closedDate,
      resolverType: facts.resolverType ?? details.facts.resolverType,
      pendingAction: facts.pendingAction ?? details.facts.pendingAction,
      closureCode: facts.closureCode ?? details.facts.closureCode,
    },
    content: {
      ...details.content,
      title: content.title ?? details.content.title,
      engagementType: content.engagementType ?? details.content.engagementType,
    },
  }
}

/** Null where a listing brought nothing: most do. */
function changed(before: Snapshot, after: Snapshot): Snapshot | null {
  const same = before.gone === after.gone
    && before.content.title === after.content.title
    && before.content.engagementType === after.content.engagementType
    && Object.entries(after.facts).every(([fact, value]) => Reflect.get(before.facts, fact) === value)
  return same ? null : after
}

/**
 * The case after one of our calls landed. A read made after that shows the call already, and what a colleague
 * did since: nothing is laid over it. An older outcome lays on only the fields it wrote.
 */
export function layOutcome(known: Snapshot, { at, result }: Outcome): Snapshot {
  if (result.kind !== 'sent' || (known.complete && known.readAt > at)) return known
  const content = applyCall(known.content, result.wrote)
  return { ...known, readAt: Math.max(known.readAt, at), laidAt: Math.max(known.laidAt ?? 0, at), content }
}
