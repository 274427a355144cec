import { outboxRow } from '#db/rows'
import type { Started } from '#link/events'
import { settled } from '../support/fake-timers'
import { createLinkedPage } from '../support/linked-page'
import { createMemoryDisk } from '../support/memory-page-store'
import { titleEdit } from '../support/samples'
import { createScriptedHost } from '../support/scripted-host'

export const JOURNAL_FULL = { code: 'diskFull', message: 'The journal\'s disk is full.' } as const
export const sent = (title: string) => ({ kind: 'sent' as const, requestId: 'r', wrote: { set: { title }, add: {}, remove: {}, put: [] }, intent: '0199c000-0000-7000-8000-0000000000ff', meant: {} })
export const PARKED = { kind: 'held', reason: { kind: 'parked', code: 'AccessDenied', message: 'No.', requestId: 'r' } } as const

export function machine() {
  const disk = createMemoryDisk()
  const host = createScriptedHost()
  return { disk, host, page: () => createLinkedPage({ disk, host }) }
}

export async function running(prepare: (parts: ReturnType<typeof machine>) => void = () => {}) {
  const parts = machine()
  prepare(parts)
  const page = parts.page()
  const started = okay(await page.start())
  await settled()
  return { ...parts, page, started, restart: parts.page }
}

export function okay(started: Started): Extract<Started, { ok: true }> {
  if (!started.ok) throw new Error(`${started.step}: ${started.error.code}`)
  return started
}

export const onDisk = ({ disk }: Pick<ReturnType<typeof machine>, 'disk'>): string[] => [...disk.tables.outbox.keys()].sort()
export const parkedRow = (n: number) => outboxRow(titleEdit(n), 'generation-1', PARKED.reason)
