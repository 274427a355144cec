import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { v7 as newId } from 'uuid'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { createHost } from '#host'
import { createCaller } from '#channel/caller'
import type { EventPayload } from '#channel/protocol'
import type { Edit } from '#domain/edit'
import type { PracticeOptions } from '#practice/practice'
import { askingBy } from '../support/asking'
import { createPortPair } from '../support/port-pair'
import { desk, fromNow, HOUR, writeConfig } from './setup'

const RESOURCES = path.join(import.meta.dirname, '../../resources')

afterEach(() => vi.unstubAllEnvs())

type Desk = Awaited<ReturnType<typeof desk>>

async function signedOutDesk(settings?: PracticeOptions['settings']) {
  const at = await desk({ signIn: 'allow', ...settings })
  await writeConfig(at.home, at.practice)
  // Where the SDK looks for the token.
  vi.stubEnv('HOME', at.home)
  return at
}

/** The host, and a page that talks to it. */
async function open({ home, env }: Desk, profile: string | null = 'ir') {
  const pair = createPortPair()
  const page = createCaller(pair.page)
  const logged: string[] = []
  const told: string[] = []
  const opened: string[] = []
  for (const event of ['status', 'signingIn', 'outcomes'] as const) page.on(event, payload => told.push(JSON.stringify(payload)))
  const host = await createHost({
    port: pair.host,
    shell: 'chromium',
    dataFolder: path.join(home, 'data'),
    env,
    home,
    resources: RESOURCES,
    profile,
    log: line => logged.push(line),
    openBrowser: async url => opened.push(url) > 0,
  })
  onTestFinished(() => host.close())
  const { ask, next } = askingBy(() => page)
  const status = (is: (payload: EventPayload<'status'>) => boolean) => next('status', is)
  return {
    ask,
    next,
    status,
    logged,
    told,
    opened,
    async hello(): Promise<string> {
      const { generation } = await ask('workspace', {})
      await ask('reconcile', { edits: [], mirror: [] })
      await ask('acknowledge', { generation, cursor: 0 })
      return generation
    },
    async signIn(): Promise<void> {
      const shown = next('signingIn', ({ step }) => step === 'browser')
      const done = next('signingIn', ({ step }) => step === 'done')
      await ask('signIn', { target: { kind: 'profile', profile: 'ir' }, way: 'browser' })
      await shown
      await fetch(opened.at(-1) ?? '')
      await done
    },
  }
}

const retitled = (caseId: string, base: string, value: string): Edit =>
  ({ id: newId(), caseId, at: Date.now(), supersedes: [], change: { kind: 'set', field: 'title', value, base } })

it('asks to sign in, and after it sends what waited, without being told to', async () => {
  const at = await signedOutDesk()
  const { ask, hello, status, signIn, next } = await open(at)
  const out = status(({ signIn: { state }, drain }) => state === 'signInAgain' && drain.state === 'signedOut')
  const generation = await hello()
  expect((await out).signIn).toEqual({ state: 'signInAgain', endedAt: null })
  const one = at.practice.cases()[0]
  await ask('record', { edits: [{ edit: retitled(one?.caseId ?? '', one?.title ?? '', 'Sent after the sign-in'), generation }] })
  const sent = next('outcomes')
  const signedIn = status(({ signIn: { state } }) => state === 'signedIn')
  await signIn()
  expect((await signedIn).signIn).toMatchObject({ renewable: true })
  expect((await sent).outcomes).toMatchObject([{ result: { kind: 'sent' } }])
  expect((await ask('profiles', {})).profiles).toMatchObject([{ name: 'ir', signedInUntil: expect.any(Number) }])
})

it('goes on by itself where the AWS CLI has signed in meanwhile', async () => {
  const at = await signedOutDesk()
  const { hello, status } = await open(at)
  const out = status(({ drain }) => drain.state === 'signedOut')
  await hello()
  await out
  const back = status(({ drain, signIn }) => drain.state !== 'signedOut' && signIn.state === 'signedIn')
  await at.file.write({ ...await at.practice.sso.signIn() })
  await back
})

it('signs out for the AWS CLI too: the session is revoked, its token gone, and edits and what others keep in the file stay', async () => {
  const at = await signedOutDesk()
  const token = await at.practice.sso.signIn()
  await at.file.write({ ...token, ofAnotherTool: 1 })
  const { ask, hello, status } = await open(at)
  const idle = status(({ drain, pull }) => drain.state === 'idle' && pull.toRead === 0 && pull.lastAt !== null)
  const generation = await hello()
  await idle
  const out = status(({ drain, signIn }) => drain.state === 'signedOut' && signIn.state === 'signInAgain')
  await ask('signOut', { profile: 'ir' })
  expect((await out).signIn).toEqual({ state: 'signInAgain', endedAt: expect.any(Number) })
  expect(await at.file.read()).toEqual({
    startUrl: token.startUrl,
    region: token.region,
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: token.registrationExpiresAt,
    ofAnotherTool: 1,
  })
  expect(at.practice.log.entries).toContainEqual(expect.objectContaining({ operation: 'Logout', status: 200 }))
  const one = at.practice.cases()[0]
  await ask('record', { edits: [{ edit: retitled(one?.caseId ?? '', one?.title ?? '', 'Not sent'), generation }] })
  expect((await ask('profiles', {})).profiles).toMatchObject([{ name: 'ir', signedInUntil: null, unsent: 1 }])
  expect(at.practice.case(one?.caseId ?? '').title).toBe(one?.title)
})

it('signs out on this computer also with no network, and says that AWS does not know yet', async () => {
  const at = await signedOutDesk()
  await at.file.write({ ...await at.practice.sso.signIn() })
  const { ask, hello } = await open(at)
  await hello()
  at.practice.cut()
  await expect(ask('signOut', { profile: 'ir' })).rejects.toThrow('signIn You are signed out on this computer.')
  expect(await at.file.read()).not.toHaveProperty('accessToken')
})

it('shows a role that is not theirs as that, not as a sign-in that has ended', async () => {
  const at = await signedOutDesk({ accounts: [] })
  await at.file.write({ ...await at.practice.sso.signIn() })
  const { hello, status } = await open(at)
  const told = status(({ signIn }) => signIn.state === 'roleNotPermitted')
  await hello()
  expect(await told).toMatchObject({ signIn: { account: at.practice.account, role: at.practice.role } })
})

it('stays signed in over an expired token of the service, and over a token that the portal has expired', async () => {
  const at = await signedOutDesk()
  await at.file.write({ ...await at.practice.sso.signIn() })
  const { ask, hello, status, told } = await open(at)
  const idle = status(({ drain, pull }) => drain.state === 'idle' && pull.toRead === 0 && pull.lastAt !== null)
  await hello()
  await idle
  await at.practice.sso.expireAccess()
  at.practice.misbehave({ kind: 'expiredToken', on: 'ListCases', untilRefreshed: true })
  await ask('refresh', { caseId: null })
  const calls = () => at.practice.log.entries.map(({ operation, status: code }) => `${operation} ${code}`)
  await expect.poll(() => calls().slice(calls().indexOf('ListCases 403')), { timeout: 10_000 })
    .toEqual(['ListCases 403', 'GetRoleCredentials 401', 'CreateToken 200', 'GetRoleCredentials 200', 'ListCases 200'])
  expect(told.join()).not.toContain('signInAgain')
  expect(told.join()).not.toContain('signedOut')
})

it('is offline, not signed out, where the token has to be refreshed and there is no network', async () => {
  const at = await signedOutDesk()
  await at.file.write({ ...await at.practice.sso.signIn(), expiresAt: fromNow(-HOUR) })
  at.practice.cut()
  const { hello, status, told } = await open(at)
  const offline = status(({ drain, signIn }) => drain.state === 'offline' && signIn.state === 'offline')
  await hello()
  await offline
  expect(told.join()).not.toContain('signInAgain')
  const back = status(({ drain, signIn }) => drain.state === 'idle' && signIn.state === 'signedIn')
  at.practice.restore()
  await back
})

it('is refreshed as soon as the link is back, and is no longer called offline then', async () => {
  const at = await signedOutDesk()
  await at.file.write({ ...await at.practice.sso.signIn(), expiresAt: fromNow(10 * 60_000) })
  at.practice.cut()
  const { ask, hello, status } = await open(at)
  const offline = status(({ drain, signIn }) => drain.state === 'offline' && signIn.state === 'offline')
  await hello()
  await offline
  at.practice.restore()
  await ask('tryNow', {})
  const refreshed = () => at.practice.log.entries.some(({ operation, status: code }) => operation === 'CreateToken' && code === 200)
  // Sooner than it would be tried by the clock.
  await expect.poll(refreshed, { timeout: 10_000 }).toBe(true)
})

it('makes a profile of what the portal lists, and opens it', async () => {
  const at = await signedOutDesk()
  const { ask, next, opened } = await open(at, null)
  await ask('workspace', {})
  const portal = { startUrl: at.practice.settings.startUrl, region: at.practice.region }
  await expect(ask('portalAccounts', { portal })).rejects.toThrow('signIn Nobody is signed in')
  const done = next('signingIn', ({ step }) => step === 'done')
  const shown = next('signingIn', ({ step }) => step === 'browser')
  await ask('signIn', { target: { kind: 'portal', portal }, way: 'browser' })
  await shown
  await fetch(opened.at(-1) ?? '')
  await done
  const { accounts } = await ask('portalAccounts', { portal })
  expect(accounts).toMatchObject(at.practice.settings.accounts.map(({ accountId, accountName }) => ({ id: accountId, name: accountName })))
  const account = accounts[0]?.id ?? ''
  const { roles } = await ask('portalRoles', { portal, account })
  expect(roles).toContain(at.practice.role)
  const profile = { name: 'made-here', portal, account, role: at.practice.role, region: at.practice.region }
  const changed = next('profiles')
  await ask('createProfile', { profile })
  await changed
  expect((await ask('profiles', {})).profiles).toMatchObject([
    { name: 'ir', unsent: null },
    { name: 'made-here', problem: null, signedInUntil: expect.any(Number) },
  ])
  await expect(ask('createProfile', { profile })).rejects.toThrow('choose another name')
  await ask('choose', { profile: 'made-here' })
  expect((await ask('workspace', {})).workspace).toMatchObject({ profile: 'made-here', account })
})

it('writes no secret anywhere but into the cache for it, and tells none', async () => {
  const at = await signedOutDesk()
  const { hello, status, signIn, logged, told } = await open(at)
  const idle = status(({ drain, signIn: { state } }) => drain.state === 'idle' && state === 'signedIn')
  await hello()
  await signIn()
  await idle
  const kept = await at.file.read()
  const secrets = ['accessToken', 'refreshToken', 'clientSecret'].map(name => String(kept[name]))
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(20)
  const found: string[] = []
  for (const file of await readdir(path.join(at.home, 'data'), { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const text = await readFile(path.join(file.parentPath, file.name), 'utf8')
    if (secrets.some(secret => text.includes(secret))) found.push(file.name)
  }
  expect(found).toEqual([])
  for (const secret of secrets) expect([...logged, ...told].join()).not.toContain(secret)
})
