import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 as newId } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHost } from '#host'
import type { Caller } from '#channel/caller'
import { createCaller } from '#channel/caller'
import type { Port } from '#channel/port'
import type { Edit } from '#domain/edit'
import type { Outcome } from '#domain/outcome'
import { askingBy } from '../support/asking'

const RESOURCES = path.join(import.meta.dirname, '../../resources')
const CASE = '4127692877'
const TITLE = 'Access key in a public repository'

/** Those that say what became of an edit: what a look afterwards found may be told with them. */
const endings = (outcomes: readonly Outcome[]): Outcome[] => outcomes.filter(({ edits }) => edits.length > 0)

/** What a host does for whatever page is at the other end, in every shell. `ends` gives both ends of a fresh pipe. */
export function hostContract(name: string, ends: () => { host: Port, page: Port }): void {
  describe(name, () => {
    let home: string
    let close: () => Promise<void>
    let page: Caller

    async function open(profile: string | null = null): Promise<void> {
      const { host, page: pagePort } = ends()
      page = createCaller(pagePort)
      const started = await createHost({
        port: host,
        shell: 'chromium',
        dataFolder: path.join(home, 'data'),
        env: {},
        home,
        resources: RESOURCES,
        profile,
        log: () => {},
      })
      close = () => started.close()
    }

    const { ask, next } = askingBy(() => page)

    function retitled(value: string, base = TITLE): Edit {
      return { id: newId(), caseId: CASE, at: Date.now(), supersedes: [], change: { kind: 'set', field: 'title', value, base } }
    }

    async function hello(): Promise<string> {
      const { generation } = await ask('workspace', {})
      await ask('reconcile', { edits: [], mirror: [] })
      await ask('acknowledge', { generation, cursor: 0 })
      return generation
    }

    beforeEach(async () => {
      home = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-host-'))
      await open()
    })
    afterEach(async () => {
      await close()
      await rm(home, { recursive: true, force: true })
    })

    it('opens the practice workspace where no profile was ever chosen', async () => {
      const { workspace, damage } = await ask('workspace', {})
      expect(workspace).toMatchObject({ id: 'practice', practice: true, profile: null })
      expect(damage).toEqual([])
    })

    it('reads every case by itself: the list first, then each whole', async () => {
      const whole = new Set<string>()
      const all = next('snapshots', ({ snapshots }) => {
        for (const { caseId, complete } of snapshots) if (complete) whole.add(caseId)
        return whole.size === 14
      })
      await hello()
      await all
    })

    it('answers a record only when the edit is on disk, in a file for nobody else', async () => {
      await hello()
      await ask('practice', { action: 'cut' })
      await ask('record', { edits: [{ edit: retitled('Kept'), generation: null }] })
      const folder = path.join(home, 'data/workspaces/practice')
      const files = (await readdir(folder)).filter(file => file.endsWith('.log'))
      for (const file of files) expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600)
      await close()
      await open()
      await ask('workspace', {})
      const { refill } = await ask('reconcile', { edits: [], mirror: [] })
      expect(refill.map(({ edit }) => edit.change)).toEqual([{ kind: 'set', field: 'title', value: 'Kept', base: TITLE }])
    })

    it('sends what is recorded, and tells the outcome in order', async () => {
      const generation = await hello()
      const edit = retitled('Sent')
      const told = next('outcomes')
      await ask('record', { edits: [{ edit, generation }] })
      const { generation: ofJournal, outcomes } = await told
      expect(ofJournal).toBe(generation)
      expect(endings(outcomes)).toMatchObject([{ seq: 1, caseId: CASE, edits: [edit.id], result: { kind: 'sent' } }])
      const { entries } = await ask('history', { before: 2 })
      expect(entries).toMatchObject([{ outcome: { seq: 1, result: { kind: 'sent', requestId: expect.any(String) } }, edits: [edit] }])
    })

    it('drains with no page at all, and tells one that comes later', async () => {
      const generation = await hello()
      const idle = next('status', ({ drain, pull }) => drain.state === 'idle' && pull.toRead === 0)
      await idle
      const edit = retitled('While nobody looked')
      const told = next('outcomes')
      await ask('record', { edits: [{ edit, generation }] })
      await told
      const { outcomes, more } = await ask('outcomes', { after: 0 })
      expect(outcomes.flatMap(({ edits }) => edits)).toEqual([edit.id])
      expect(more).toBe(false)
    })

    it('learns of a cut link by failing, and drains when it is back', async () => {
      const generation = await hello()
      await next('status', ({ drain, pull }) => drain.state === 'idle' && pull.toRead === 0 && pull.lastAt !== null)
      const offline = next('status', ({ drain }) => drain.state === 'offline')
      expect(await ask('practice', { action: 'cut' })).toEqual({ cut: true, rehearsal: null })
      await offline
      await ask('record', { edits: [{ edit: retitled('Later'), generation }] })
      const told = next('outcomes')
      await ask('practice', { action: 'restore' })
      expect(endings((await told).outcomes).map(({ result }) => result.kind)).toEqual(['sent'])
    })

    it('takes an edit once, however often it is handed over', async () => {
      const generation = await hello()
      const edit = retitled('Once')
      const told = next('outcomes')
      await ask('record', { edits: [{ edit, generation }] })
      await told
      await ask('record', { edits: [{ edit, generation }, { edit, generation }] })
      expect((await ask('reconcile', { edits: [edit.id], mirror: [] }))).toEqual({ missing: [], refill: [] })
      expect(endings((await ask('outcomes', { after: 1 })).outcomes)).toEqual([])
    })

    it('names the edits of the page that the journal has never seen', async () => {
      await hello()
      const unknown = newId()
      expect((await ask('reconcile', { edits: [unknown], mirror: [] })).missing).toEqual([unknown])
    })

    it('begins practice anew: service and journal together', async () => {
      const generation = await hello()
      const told = next('outcomes')
      await ask('record', { edits: [{ edit: retitled('Gone with the practice'), generation }] })
      await told
      const moved = next('moved')
      await ask('practice', { action: 'reset' })
      await moved
      const title = next('snapshots', ({ snapshots }) => snapshots.some(({ caseId, complete }) => caseId === CASE && complete))
      expect(await hello()).not.toBe(generation)
      expect((await title).snapshots.find(({ caseId }) => caseId === CASE)?.content.title).toBe(TITLE)
    })

    it('says in words why a profile cannot be used, and can go back to practice', async () => {
      const refused = next('moved')
      await ask('choose', { profile: 'nowhere' })
      await refused
      const result = await page.call('workspace', {})
      expect(result).toMatchObject({ ok: false, error: { code: 'profile' } })
      expect(!result.ok && result.error.message).toContain('\'nowhere\'')
      await ask('choose', { profile: null })
      expect((await ask('workspace', {})).workspace.practice).toBe(true)
    })

    it('lists profiles with what is wrong with each, and opens the chosen one after a restart too', async () => {
      await close()
      await writeFile(path.join(home, 'config'), '[profile good]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Responder\nregion = eu-west-1\n\n[profile bad]\nsso_session = missing\nsso_account_id = 111122223333\nsso_role_name = Responder\nregion = eu-west-1\n')
      const { host, page: pagePort } = ends()
      page = createCaller(pagePort)
      const options = {
        shell: 'chromium' as const,
        dataFolder: path.join(home, 'data'),
        env: { AWS_CONFIG_FILE: path.join(home, 'config') },
        home,
        resources: RESOURCES,
        profile: null,
        log: () => {},
      }
      const first = await createHost({ port: host, ...options })
      const { profiles } = await ask('profiles', {})
      expect(profiles.map(profile => [profile.name, profile.problem === null])).toEqual([['good', true], ['bad', false]])
      await ask('choose', { profile: 'good' })
      expect((await ask('workspace', {})).workspace).toEqual({
        id: '111122223333-eu-west-1', practice: false, profile: 'good', account: '111122223333', region: 'eu-west-1',
      })
      expect(await page.call('practice', { action: 'cut' })).toMatchObject({ ok: false, error: { code: 'notPractice' } })
      await first.close()
      const again = ends()
      page = createCaller(again.page)
      const second = await createHost({ port: again.host, ...options })
      close = () => second.close()
      expect((await ask('workspace', {})).workspace.profile).toBe('good')
    })
  })
}
