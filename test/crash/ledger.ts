import type { LoggedRequest } from '#practice/request-log'
import type { FullCase } from '#practice/wire'
import type { Look } from './look'

export const KINDS = ['address', 'account', 'title'] as const
export type Kind = typeof KINDS[number]

/** One thing typed. Its value is typed nowhere else: wherever it turns up, it is this one. */
export interface Typed {
  caseId: string
  kind: Kind
  value: string
  /** Grows with each edit typed. */
  order: number
}

const titleOf = (order: number): string => `Title of edit ${order}.`
const orderOfTitle = (text: string): number | null => {
  const found = /^Title of edit (\d+)\./.exec(text)?.[1]
  return found === undefined ? null : Number(found)
}

/** What was typed, and which of it the screen has called saved. */
export function openLedger() {
  const typed: Typed[] = []
  const saved = new Set<Typed>()
  const lastTitle = new Map<string, Typed>()

  function draft(caseId: string, kind: Kind): Typed {
    const order = typed.length + 1
    const value = {
      // The range set aside for benchmarks holds more addresses than any run types.
      address: () => `198.18.${order >> 8}.${order & 255}`,
      account: () => String(900_000_000_000 + order),
      title: () => titleOf(order),
    }[kind]()
    const edit = { caseId, kind, value, order }
    typed.push(edit)
    return edit
  }

  /** Whether the screen holds the edit or, of a title, one typed later. `saved`: and does not call it unsaved. */
  function shown(edit: Typed, { caseId, entries, cases, status }: Look): { there: boolean, saved: boolean } {
    if (edit.kind === 'title') {
      const line = cases.find(text => text.endsWith(edit.caseId))
      const there = (orderOfTitle(line ?? '') ?? 0) >= edit.order
      return { there, saved: there && !status.includes('Saving') }
    }
    const entry = caseId === edit.caseId ? entries.find(({ key }) => key === edit.value) : undefined
    return { there: entry !== undefined, saved: entry !== undefined && !entry.saving }
  }

  function save(edit: Typed): void {
    saved.add(edit)
    if (edit.kind === 'title' && (lastTitle.get(edit.caseId)?.order ?? 0) < edit.order) lastTitle.set(edit.caseId, edit)
  }

  /** Saved titles that a later saved one took the place of stand nowhere any more. */
  const standing = (): Typed[] => [...saved].filter(edit => edit.kind !== 'title' || lastTitle.get(edit.caseId) === edit)

  return {
    draft,
    get typed() { return typed.length },
    get saved() { return saved.size },
    /** Takes note of what the screen calls saved by now. A later title there says nothing of an earlier one. */
    see(seen: Look): void {
      for (const edit of typed) {
        if (saved.has(edit) || !shown(edit, seen).saved) continue
        if (edit.kind !== 'title' || seen.cases.some(text => text.startsWith(edit.value))) save(edit)
      }
    },
    /** What was saved and the screen does not show: of all titles, and of the entries of the case it shows. */
    missingOn(seen: Look): Typed[] {
      return standing().filter(edit => (edit.kind === 'title' || edit.caseId === seen.caseId) && !shown(edit, seen).there)
    },
    /** What was saved and is neither in `cases` nor among the `waiting`, which are lines of the outbox. */
    missingIn(cases: readonly FullCase[], waiting: ReadonlySet<string>): Typed[] {
      const byId = new Map(cases.map(found => [found.caseId, found]))
      return standing().filter((edit) => {
        const found = byId.get(edit.caseId)
        if (found === undefined) return true
        if (edit.kind === 'title') return !waiting.has(`${edit.caseId} title`) && (orderOfTitle(String(found.title)) ?? 0) < edit.order
        return !waiting.has(`${edit.caseId} +${edit.value}`) && !keysOf(found).includes(edit.value)
      })
    },
    /** What more than one call that was applied carried. As no value is typed twice, one of them did it again. */
    appliedTwice(requests: readonly LoggedRequest[]): Typed[] {
      const bodies = requests.filter(({ applied }) => applied).map(({ caseId, sent }) => `${caseId} ${JSON.stringify(sent)}`)
      return typed.filter(({ caseId, value }) =>
        bodies.filter(body => body.startsWith(caseId) && body.includes(JSON.stringify(value))).length > 1)
    },
  }
}
export type Ledger = ReturnType<typeof openLedger>

function keysOf(found: FullCase): string[] {
  return [...found.threatActorIpAddresses.map(({ ipAddress }) => ipAddress), ...found.impactedAccounts].flatMap(key => key ?? [])
}
