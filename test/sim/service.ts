import { Buffer } from 'node:buffer'
import type { UpdateCall } from '#domain/call'
import type { CaseContent, CaseFacts, Snapshot } from '#domain/case'
import { emptyContent, NO_FACTS } from '#domain/case'
import type { LoggedEdit } from '#domain/outcome'
import type { Page, Reply } from '../../electron/ports/service'
import type { Chance } from '../support/chance'
import type { Scheduler } from './scheduler'
import { brokenRule, changed, partsOf, sameContent } from './service-change'
import type { Coins, Lag } from './service-coins'
import type { Complaint } from './service-rules'
import { complaintsOfCall, complaintsOfChange } from './service-rules'

/** We, as the log of a case names whoever uses Fieldcase. */
export const US = 'arn:aws:sts::111122223333:assumed-role/Responder/fieldcase'
export const COLLEAGUE = 'arn:aws:sts::111122223333:assumed-role/Responder/colleague'

/** A case as one write left it. */
export interface Version {
  /** 0 is the case as it was created. Calls that changed nothing count as well. */
  version: number
  content: CaseContent
  /** Virtual ms. */
  when: number
  /** By the service's clock, as reads show it. */
  at: number
  principal: string
  /** The network's number of the request; null for what did not come over it. */
  request: number | null
  action: string
  /** Whether it moved lastUpdatedDate and is in the log. */
  logged: boolean
  facts: CaseFacts
}

export interface Write {
  caseId: string
  request: number | null
  principal: string
  call: UpdateCall
  before: CaseContent
  after: CaseContent
  version: number
  at: number
}

export interface By { principal: string, request: number | null }

/** The service side of one account: answers at once, by its own clock, and knows nothing of Fieldcase. */
export interface ServiceModel {
  coins: Coins
  getCase(caseId: string, request: number): Reply<Snapshot>
  listCases(next: string | undefined, request: number): Reply<Page<Snapshot>>
  listCaseEdits(caseId: string, next: string | undefined, request: number): Reply<Page<LoggedEdit>>
  updateCase(caseId: string, call: UpdateCall, by: By): Reply<null>
  /** A colleague writes: under the same rules, with the same refusals, except those of `refuse`. */
  write(caseId: string, call: Partial<UpdateCall>, principal?: string): Reply<null>
  /** Something happens to the case that UpdateCase has no part in, as a comment: lastUpdatedDate and log move. */
  touch(caseId: string, action: string, principal?: string): void
  close(caseId: string, principal?: string): void
  /** The service has the case no more. Its versions stay. */
  delete(caseId: string): void
  /** Every call of ours that this finds something in is refused, by name where a part of it alone is; null: none is. */
  refuse(finds: ((call: UpdateCall) => boolean) | null): void
  /** From now on reads show all that was written. */
  endLag(): void
  content(caseId: string): CaseContent
  versions(caseId: string): readonly Version[]
  caseIds(): readonly string[]
}

const NOTHING: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }
const PAGE = 25
/** Of a read that may be behind, so many are. */
const SHARE_BEHIND = 0.4
const MOST_WRITES_BEHIND = 2
const MOST_MS_BEHIND = 3000
/** No replica is behind by writes for longer than this, however few there are. */
const LAG_ENDS_MS = 20_000
/** Its multiples are spread evenly, and in no order that anyone would take for one of time. */
const GOLDEN_RATIO = 0.618_033_988_749_895
/** A case of a run is older than the run. */
const CASE_AGE_MS = 86_400_000

export function createServiceModel({ cases, coins, scheduler, chance, epoch, onWrite = () => {}, onBroken = () => {} }: {
  cases: Readonly<Record<string, Partial<CaseContent>>>
  coins: Coins
  scheduler: Pick<Scheduler, 'now'>
  chance: Chance
  /** The ms since 1970 at which virtual time began. */
  epoch: number
  onWrite?: (write: Write) => void
  /** Hears of a call that no client may send. */
  onBroken?: (what: { caseId: string, call: UpdateCall, rule: string, request: number | null }) => void
}): ServiceModel {
  const histories = new Map(Object.entries(cases).map(([caseId, content]) => [caseId, [created(caseId, content)]]))
  const gone = new Set<string>()
  const order = chance.next()
  let refused: ((call: UpdateCall) => boolean) | null = null
  let lags = true

  function created(caseId: string, content: Partial<CaseContent>): Version {
    const at = stamped(epoch + coins.clockSkewMs - CASE_AGE_MS)
    const caseArn = `arn:aws:security-ir:eu-west-1:111122223333:case/${caseId}`
    return {
      version: 0,
      content: { ...emptyContent(), ...content },
      when: -CASE_AGE_MS,
      at,
      principal: COLLEAGUE,
      request: null,
      action: 'Case Created',
      logged: true,
      facts: { ...NO_FACTS, caseArn, caseStatus: 'Submitted', resolverType: 'Self', createdDate: at, lastUpdatedDate: at },
    }
  }

  function stamped(ms: number): number {
    return coins.stamps === 'seconds' ? Math.floor(ms / 1000) * 1000 : Math.floor(ms)
  }

  function historyOf(caseId: string): Version[] {
    const history = histories.get(caseId)
    if (history === undefined) throw new Error(`There is no case ${caseId} in this run.`)
    return history
  }

  function newest(caseId: string): Version {
    const last = historyOf(caseId).at(-1)
    if (last === undefined) throw new Error(`Case ${caseId} has no version.`)
    return last
  }

  function append(caseId: string, { principal, request }: By, what: {
    action: string
    logged: boolean
    content: CaseContent
    facts?: Partial<CaseFacts>
  }): Version {
    const last = newest(caseId)
    const when = scheduler.now()
    // The service itself tells two writes apart, even where what it shows of their times does not.
    const at = what.logged ? Math.max(stamped(epoch + when + coins.clockSkewMs), last.at + (coins.stamps === 'millis' ? 1 : 0)) : last.at
    const facts = { ...last.facts, ...what.facts, lastUpdatedDate: at }
    const next: Version = { ...what, version: last.version + 1, when, at, principal, request, facts }
    historyOf(caseId).push(next)
    return next
  }

  function update(caseId: string, call: UpdateCall, by: By, finds: typeof refused): Reply<null> {
    const requestId = idOf(by.request)
    if (isGone(caseId)) return notFound(caseId, requestId)
    const { content: before, facts } = newest(caseId)
    const asked = complaintsOfCall(call, coins)
    if (asked.length > 0) return invalid(asked, requestId)
    if (facts.caseStatus === 'Closed' && coins.closedCases === 'refuse') return invalid([], requestId, 'The case is closed.')
    if (finds?.(call) === true) return invalid(blamed(call, finds), requestId)
    const after = changed(before, call, coins)
    const complaints = complaintsOfChange(call, before, after, coins)
    if (complaints.length > 0) return invalid(complaints, requestId)
    const isChange = !sameContent(before, after)
    const logged = isChange || coins.noOp === 'logged'
    const { version, at } = append(caseId, by, { action: 'Case Updated', logged, content: isChange ? after : before })
    onWrite({ caseId, ...by, call, before, after: isChange ? after : before, version, at })
    return { ok: true, value: null, requestId }
  }

  function blamed(call: UpdateCall, finds: (call: UpdateCall) => boolean): Complaint[] {
    return partsOf(call).filter(({ part }) => finds(part)).map(({ name }) => ({ name, message: 'Member must be acceptable' }))
  }

  function invalid(complaints: readonly Complaint[], requestId: string, message = 'The input is not valid.'): Reply<never> {
    return { ok: false, fault: { kind: 'validation', message, fields: coins.namesFields ? complaints : [], requestId } }
  }

  function isGone(caseId: string): boolean {
    return gone.has(caseId) || !histories.has(caseId)
  }

  /** The versions that a replica shows which is as far behind as it may be, and happens to be. */
  function shown(caseId: string, lag: Lag): readonly Version[] {
    const history = historyOf(caseId)
    const isBehind = lag !== 'none' && chance.is(SHARE_BEHIND)
    if (!isBehind || !lags) return history
    const writes = chance.between(1, MOST_WRITES_BEHIND)
    const since = scheduler.now() - (lag === 'time' ? chance.between(1, MOST_MS_BEHIND) : LAG_ENDS_MS)
    const unseen = history.filter(({ version, when }) => version > 0 && when > since).length
    return history.slice(0, history.length - (lag === 'time' ? unseen : Math.min(unseen, writes)))
  }

  function snapshot(caseId: string): Snapshot {
    const { content, facts } = shown(caseId, coins.readLag).at(-1) ?? newest(caseId)
    return { caseId, readAt: 0, complete: true, gone: false, facts, content }
  }

  function listed(caseId: string): Snapshot {
    const { content: { title, engagementType }, ...rest } = snapshot(caseId)
    return { ...rest, complete: false, content: { ...emptyContent(), title, engagementType } }
  }

  /** Where an entry stands in the log: the same on every page and at every replica. */
  function rankOf({ version }: Version): number {
    switch (coins.logOrder) {
      case 'newestFirst': return -version
      case 'oldestFirst': return version
      case 'any': return (version * GOLDEN_RATIO + order) % 1
    }
  }

  return {
    coins,
    getCase(caseId, request) {
      return isGone(caseId) ? notFound(caseId, idOf(request)) : { ok: true, value: snapshot(caseId), requestId: idOf(request) }
    },
    listCases(next, request) {
      const caseIds = [...histories.keys()]
      const { items, rest } = pageOf(caseIds.filter(caseId => !gone.has(caseId)), caseId => caseIds.indexOf(caseId), next)
      return { ok: true, value: { items: items.map(listed), next: rest }, requestId: idOf(request) }
    },
    listCaseEdits(caseId, next, request) {
      if (isGone(caseId)) return notFound(caseId, idOf(request))
      const entries = shown(caseId, coins.listLag).filter(({ logged }) => logged)
      const { items, rest } = pageOf(entries, rankOf, next)
      const value = items.map(({ at, principal, action }) => ({ at, principal, action, message: `${action}.` }))
      return { ok: true, value: { items: value, next: rest }, requestId: idOf(request) }
    },
    updateCase(caseId, call, by) {
      const rule = brokenRule(call)
      if (rule !== null) onBroken({ caseId, call, rule, request: by.request })
      return update(caseId, call, by, refused)
    },
    write: (caseId, call, principal = COLLEAGUE) => update(caseId, { ...NOTHING, ...call }, { principal, request: null }, null),
    touch(caseId, action, principal = COLLEAGUE) {
      append(caseId, { principal, request: null }, { action, logged: true, content: newest(caseId).content })
    },
    close(caseId, principal = COLLEAGUE) {
      const closedDate = stamped(epoch + scheduler.now() + coins.clockSkewMs)
      const { content } = newest(caseId)
      append(caseId, { principal, request: null }, { action: 'Case Closed', logged: true, content, facts: { caseStatus: 'Closed', closedDate } })
    },
    delete: (caseId) => { gone.add(caseId) },
    refuse: (finds) => { refused = finds },
    endLag: () => { lags = false },
    content: caseId => newest(caseId).content,
    versions: historyOf,
    caseIds: () => [...histories.keys()],
  }
}

/** What the service calls a request in its reply. */
export function idOf(request: number | null): string {
  return request === null ? 'elsewhere' : `req-${request}`
}

function notFound(caseId: string, requestId: string): Reply<never> {
  return { ok: false, fault: { kind: 'refused', code: 'ResourceNotFoundException', message: `Case ${caseId} was not found.`, requestId } }
}

/** A page goes on after the place where the last one ended, whatever has come since and wherever. */
function pageOf<T>(items: readonly T[], rankOf: (item: T) => number, next: string | undefined): {
  items: readonly T[]
  rest: string | null
} {
  const mark = next === undefined ? Number.NEGATIVE_INFINITY : Number(Buffer.from(next, 'base64').toString())
  const left = items.filter(item => rankOf(item) > mark).sort((a, b) => rankOf(a) - rankOf(b))
  const page = left.slice(0, PAGE)
  const last = page.at(-1)
  const rest = last === undefined || left.length <= PAGE ? null : Buffer.from(String(rankOf(last))).toString('base64')
  return { items: page, rest }
}
