import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UpdateCall } from '#domain/call'
import { emptyContent, type Snapshot } from '#domain/case'
import type { LoggedEdit } from '#domain/outcome'
import type { CaseService, Page, Reply } from '../../electron/ports/service'

export interface StartedCaseService {
  service: CaseService
  /** Of every case there is, in any order; more than 25, so that the list has a second page. */
  caseIds: readonly string[]
  /** From here on no call reaches the service, until `restore`. */
  cut(): void
  restore(): void
  stop(): Promise<void>
}

const NOTHING: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }

/** What every {@link CaseService} does, whatever stands behind it. `start` gives one of its own each time. */
export function caseServiceContract(name: string, start: () => Promise<StartedCaseService>): void {
  describe(name, () => {
    let started: StartedCaseService
    let service: CaseService
    let caseId: string

    beforeEach(async () => {
      started = await start()
      service = started.service
      caseId = started.caseIds[0] ?? ''
    })
    afterEach(async () => started.stop())

    async function allPages<T>(page: (next?: string) => Promise<Reply<Page<T>>>): Promise<{ items: T[], sizes: number[] }> {
      const items: T[] = []
      const sizes: number[] = []
      let next: string | undefined
      do {
        const reply = await page(next)
        if (!reply.ok) throw new Error(`No page: ${JSON.stringify(reply.fault)}`)
        items.push(...reply.value.items)
        sizes.push(reply.value.items.length)
        next = reply.value.next ?? undefined
      } while (next !== undefined)
      return { items, sizes }
    }

    async function read(): Promise<Snapshot> {
      const reply = await service.getCase(caseId)
      if (!reply.ok) throw new Error(`Not read: ${JSON.stringify(reply.fault)}`)
      return reply.value
    }

    async function update(change: Partial<UpdateCall>): Promise<void> {
      const reply = await service.updateCase(caseId, { ...NOTHING, ...change })
      expect(reply).toMatchObject({ ok: true, value: null })
      expect(reply.ok && reply.requestId.length).toBeGreaterThan(0)
    }

    it('lists every case once, in pages of at most 25', async () => {
      const { items, sizes } = await allPages(next => service.listCases(next))
      expect(items.map(item => item.caseId).sort()).toEqual([...started.caseIds].sort())
      expect(sizes.length).toBeGreaterThan(1)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(25)
    })

    it('lists cases without their lists, and says that they are not complete', async () => {
      const { items } = await allPages(next => service.listCases(next))
      const listed = items.find(item => item.caseId === caseId)
      const whole = await read()
      expect(listed).toMatchObject({
        complete: false,
        gone: false,
        facts: { lastUpdatedDate: whole.facts.lastUpdatedDate, caseStatus: whole.facts.caseStatus },
        content: { ...emptyContent(), title: whole.content.title, engagementType: whole.content.engagementType },
      })
    })

    it('reads a case whole', async () => {
      const { content, facts, ...rest } = await read()
      expect(rest).toEqual({ caseId, complete: true, gone: false, readAt: expect.any(Number) })
      expect(content.title).not.toBeNull()
      expect(facts.lastUpdatedDate).not.toBeNull()
    })

    it('writes texts and dates', async () => {
      const set = {
        title: 'Zürich: "☃" \u{1F511}', description: 'First line\n\nSecond line', engagementType: 'Investigation',
        reportedIncidentStartDate: 1_700_000_000_000, actualIncidentStartDate: 1_699_999_000_000,
      }
      await update({ set })
      expect((await read()).content).toMatchObject(set)
    })

    it('leaves alone what a call does not name', async () => {
      const { content: before } = await read()
      await update({ set: { title: 'Only this' } })
      expect((await read()).content).toEqual({ ...before, title: 'Only this' })
    })

    it('adds entries and removes them again', async () => {
      const added = {
        watchers: [{ email: 'contract@example.com', name: 'Contract', jobTitle: 'Test' }],
        threatActorIpAddresses: [{ ipAddress: '2001:DB8:0:0:0:0:0:99', userAgent: 'curl/8' }, { ipAddress: '203.0.113.99' }],
        impactedServices: [{ service: 'Contract Service' }],
        impactedAwsRegions: [{ region: 'mx-central-1' }],
        impactedAccounts: [{ account: '000000000099' }],
      }
      const { content: before } = await read()
      await update({ add: added })
      const { content: between } = await read()
      for (const [field, entries] of Object.entries(added)) {
        for (const entry of entries) expect(between).toHaveProperty(field, expect.arrayContaining([entry]))
      }
      await update({ remove: added })
      expect((await read()).content).toEqual(before)
    })

    it('puts metadata, new and known keys', async () => {
      await update({ put: [{ key: 'contract', value: 'one' }] })
      await update({ put: [{ key: 'contract', value: 'two' }] })
      const entries = (await read()).content.caseMetadata.filter(entry => entry['key'] === 'contract')
      expect(entries).toEqual([{ key: 'contract', value: 'two' }])
    })

    it('moves the date of a case when it is written', async () => {
      const { facts: before } = await read()
      await update({ set: { title: 'Later' } })
      expect((await read()).facts.lastUpdatedDate).toBeGreaterThan(before.lastUpdatedDate ?? 0)
    })

    it('logs what was written, with a principal and a time', async () => {
      const logged = () => allPages<LoggedEdit>(next => service.listCaseEdits(caseId, next))
      const { items: before } = await logged()
      await update({ set: { title: 'Logged' } })
      const { items: after } = await logged()
      expect(after.length).toBeGreaterThan(before.length)
      const newest = Math.max(...after.map(({ at }) => at ?? 0))
      expect(after.find(({ at }) => at === newest)).toMatchObject({ principal: expect.any(String), action: expect.any(String) })
    })

    it('names the field that it refuses, and applies nothing of the call', async () => {
      const { content: before } = await read()
      const reply = await service.updateCase(caseId, { ...NOTHING, set: { title: 'Not written' }, add: { watchers: [{ email: 'no address' }] } })
      expect(reply).toMatchObject({ ok: false, fault: { kind: 'validation', requestId: expect.any(String) } })
      const fields = !reply.ok && reply.fault.kind === 'validation' ? reply.fault.fields : []
      expect(fields.map(field => field.name)).toEqual([expect.stringMatching(/^watchersToAdd\b/)])
      expect((await read()).content).toEqual(before)
    })

    it('refuses a case that is not there', async () => {
      const refused = { ok: false, fault: { kind: 'refused', code: 'ResourceNotFoundException' } }
      expect(await service.getCase('9999999999')).toMatchObject(refused)
      expect(await service.updateCase('9999999999', { ...NOTHING, set: { title: 't' } })).toMatchObject(refused)
      expect(await service.listCaseEdits('9999999999')).toMatchObject(refused)
    })

    it('is offline while the link is cut, and answers again afterwards', async () => {
      const { content: before } = await read()
      started.cut()
      for (const reply of [await service.getCase(caseId), await service.listCases(), await service.listCaseEdits(caseId)]) {
        expect(reply).toMatchObject({ ok: false, fault: { kind: 'offline' } })
      }
      // Whether a request went out before its connection broke cannot always be told.
      expect(await service.updateCase(caseId, { ...NOTHING, set: { title: 'Lost' } }))
        .toMatchObject({ ok: false, fault: { kind: expect.stringMatching(/^(offline|unknown)$/) } })
      started.restore()
      expect((await read()).content).toEqual(before)
    })
  })
}
