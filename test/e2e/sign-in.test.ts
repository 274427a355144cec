import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fromSSO } from '@aws-sdk/credential-provider-sso'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { DEFAULT_SSO_SETTINGS } from '#practice/sso-settings'
import { findChromium } from '#shell/find-chromium'
import { z } from '#domain/zod'
import { CASES, newDesk, PROFILE } from './app'
import { openCase, retype, saved, SENT, settles, standing, waiting } from './screen'

const SESSION_FILE = `${createHash('sha1').update('example-org').digest('hex')}.json`
const tokenSchema = z.looseObject({ accessToken: z.string(), refreshToken: z.string(), clientSecret: z.string(), expiresAt: z.string() })

const desk = newDesk()
/** The responder's own browser, which is not the app's. */
let browser: Browser
/** Where the system's opener, as this machine has it, notes what it was asked to show. */
let shown: string

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(process.env, () => {}), args: ['--no-sandbox'] })
  desk.machine.atEnd(() => browser.close())
  shown = path.join(desk.machine.folder, 'shown-url')
  const programs = path.join(desk.machine.folder, 'programs')
  await mkdir(programs)
  await writeFile(path.join(programs, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > '${shown}'\n`)
  await chmod(path.join(programs, 'xdg-open'), 0o755)
  vi.stubEnv('BROWSER', 'the responder\'s')
  vi.stubEnv('PATH', `${programs}:${process.env['PATH'] ?? ''}`)
  await rm(cacheFolder(), { recursive: true, force: true })
  await desk.open()
})
afterAll(() => { vi.unstubAllEnvs() })

const cacheFolder = () => path.join(desk.machine.home, '.aws/sso/cache')
const calls = (operation: string) => desk.service.log.entries.filter(entry => entry.operation === operation)
const token = async () => tokenSchema.parse(JSON.parse(await readFile(path.join(cacheFolder(), SESSION_FILE), 'utf8')))

/** Answers the page in the responder's browser, and gives what they read then. */
async function answer(url: string, button: 'Allow access' | 'Deny'): Promise<string> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: button }).click()
  await page.waitForLoadState()
  const words = await page.locator('body').innerText()
  await context.close()
  return words
}

/** The address that the system's opener was handed. */
const opened = () => settles('the browser to be asked', () => readFile(shown, 'utf8').catch(() => ''), url => url !== '')

async function signInByBrowser(): Promise<void> {
  const sheet = desk.page.getByRole('dialog', { name: `Sign in to ${PROFILE}` })
  await sheet.getByText('Go on in your browser').waitFor()
  await answer(await opened(), 'Allow access')
  await sheet.getByText(/Signed in until/).waitFor()
  await sheet.getByRole('button', { name: 'Go on' }).press('Enter')
  await rm(shown)
}

async function command(words: string): Promise<void> {
  const { page } = desk
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Case or command' }).fill(words)
  await page.getByRole('option', { name: words, exact: true }).waitFor()
  await page.keyboard.press('Enter')
}

it('signs in with the browser: nobody is asked twice, and the AWS tools find the token', async () => {
  const { page } = desk
  await standing(page, 'Signed out')
  await page.getByRole('button', { name: 'Sign in', exact: true }).press('Enter')
  const sheet = page.getByRole('dialog', { name: `Sign in to ${PROFILE}` })
  await sheet.getByText('Go on in your browser').waitFor()
  const url = new URL(await opened())
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scopes: 'sso:account:access' })
  expect(await sheet.getByRole('textbox', { name: 'Address of the sign-in page' }).inputValue()).toBe(url.href)
  expect(await answer(url.href, 'Allow access')).toMatch(/Fieldcase/)
  await sheet.getByText(/Signed in until/).waitFor()
  await sheet.getByRole('button', { name: 'Go on' }).press('Enter')
  await rm(shown)
  await openCase(page, CASES.tor)
  await standing(page, /Signed in \d+ (min|h)/)

  const file = path.join(cacheFolder(), SESSION_FILE)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await token()).toMatchObject({ startUrl: DEFAULT_SSO_SETTINGS.startUrl, region: 'eu-central-1' })
  expect((await token()).expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  vi.stubEnv('HOME', desk.machine.home)
  const own = fromSSO({ profile: PROFILE, configFilepath: path.join(desk.machine.home, '.aws/config'), clientConfig: { endpoint: desk.service.ssoEndpoint } })
  expect((await own()).accessKeyId).toMatch(/^ASIA/)
})

it('goes on by itself after a session that ended while the queue was draining, each edit sent once', async () => {
  const { page, service } = desk
  service.cut()
  for (const caseId of [CASES.tor, CASES.dns, CASES.key]) {
    await openCase(page, caseId)
    await retype(page, 'Title', `Retitled ${caseId}`)
  }
  await saved(page, 3)
  service.log.clear()
  await service.sso.endSessions()
  await service.misbehave({ kind: 'expiredToken', untilRefreshed: true, on: 'any', after: 2 })
  service.restore()
  await standing(page, 'Signed out')
  expect((await waiting(page)).length).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Sign in', exact: true }).press('Enter')
  await signInByBrowser()
  await standing(page, SENT)
  for (const caseId of [CASES.tor, CASES.dns, CASES.key]) {
    expect(service.case(caseId).title).toBe(`Retitled ${caseId}`)
    expect(calls('UpdateCase').filter(one => one.caseId === caseId && one.status === 200)).toHaveLength(1)
  }
})

it('says before it signs out who else is signed out, keeps what waits, and signs in again with a code', async () => {
  const { page, service } = desk
  await command('Sign out')
  const asks = page.getByRole('dialog', { name: 'Sign out?' })
  await asks.getByText('The AWS CLI').waitFor()
  await asks.getByRole('button', { name: 'Sign out', exact: true }).click()
  await standing(page, 'Signed out')
  expect(Object.keys(tokenSchema.partial().parse(JSON.parse(await readFile(path.join(cacheFolder(), SESSION_FILE), 'utf8'))))).not.toContain('accessToken')
  expect(calls('Logout')).toMatchObject([{ status: 200 }])
  await openCase(page, CASES.lambda)
  await retype(page, 'Title', 'Typed while signed out')
  await saved(page, 1)

  await command('Sign in with a code')
  const sheet = page.getByRole('dialog', { name: `Sign in to ${PROFILE}` })
  const code = await sheet.getByLabel('Code', { exact: true }).innerText()
  await sheet.getByRole('img', { name: /to be scanned/ }).waitFor()
  expect(service.sso.decide(code, 'allow')).toBe(true)
  await sheet.getByText(/Signed in until/).waitFor()
  await sheet.getByRole('button', { name: 'Go on' }).press('Enter')
  await standing(page, SENT)
  expect(service.case(CASES.lambda).title).toBe('Typed while signed out')
})

it('says that access was denied, and what is safe', async () => {
  const { page } = desk
  await command('Sign in')
  const sheet = page.getByRole('dialog', { name: `Sign in to ${PROFILE}` })
  await sheet.getByText('Go on in your browser').waitFor()
  await answer(await opened(), 'Deny')
  await sheet.getByRole('alert').getByText(/safe/).waitFor()
  await rm(shown)
  await sheet.getByRole('button', { name: 'Cancel' }).press('Enter')
  await sheet.waitFor({ state: 'hidden' })
  await standing(page, SENT)
})

it('sets up a profile out of what the portal lists, and disturbs nothing else in the config', async () => {
  const { page, machine, service } = desk
  const config = path.join(machine.home, '.aws/config')
  const before = `# mine, with a comment\r\n${await readFile(config, 'utf8')}`
  await writeFile(config, before)
  await command('Set up an AWS profile')
  const sheet = page.getByRole('dialog', { name: 'Set up an AWS profile' })
  await sheet.getByLabel('Start URL of the access portal').fill('our portal')
  await page.keyboard.press('Enter')
  await sheet.getByText('A start URL looks like').waitFor()
  await sheet.getByLabel('Start URL of the access portal').fill(DEFAULT_SSO_SETTINGS.startUrl)
  await sheet.getByLabel('Region of IAM Identity Center').fill('eu-central-1')
  await page.keyboard.press('Enter')
  // Somebody is signed in there already, by the same session.
  await sheet.getByLabel('Account').selectOption('111122223333')
  await sheet.getByLabel('Role').selectOption('SecurityAudit')
  await sheet.getByLabel('Region of the cases').selectOption('eu-west-1')
  await sheet.getByLabel('Name of the profile').fill('audit')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Workspace: audit · 111122223333 · eu-west-1' }).waitFor()
  const after = await readFile(config, 'utf8')
  expect(after.startsWith(before)).toBe(true)
  expect(after.slice(before.length)).toMatch(/\[profile audit\][^]*sso_session = example-org[^]*sso_role_name = SecurityAudit/)
  expect(service.log.entries.some(({ operation }) => operation === 'ListAccountRoles')).toBe(true)
})

it('leaves no token in anything it writes but the cache of the AWS tools', async () => {
  const { machine, app } = desk
  const { accessToken, refreshToken, clientSecret } = await token()
  await desk.close()
  const entries = await readdir(machine.data, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(10)
  for (const secret of [accessToken, refreshToken, clientSecret]) {
    expect(app.stderr()).not.toContain(secret)
    for (const file of files) {
      const bytes = await readFile(file)
      expect(bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')), file).toBe(false)
    }
  }
})

const leaveToken = async (change: { endsInMs: number, refreshToken?: undefined }) => {
  const { endsInMs, ...rest } = change
  const expiresAt = new Date(Date.now() + endsInMs).toISOString()
  await writeFile(path.join(cacheFolder(), SESSION_FILE), JSON.stringify({ ...await desk.service.sso.signIn(), expiresAt, ...rest }))
}

it('never takes a lost network for a session that has ended', async () => {
  await leaveToken({ endsInMs: 10 * 60_000 })
  desk.service.cut()
  await desk.open()
  const { page } = desk
  await standing(page, 'Offline')
  await standing(page, /Sign-in good for \d+ min/)
  expect(await page.getByRole('button', { name: 'Sign in', exact: true }).count()).toBe(0)
  await desk.reconnect()
  await standing(page, SENT)
  await standing(page, /Signed in (59 min|1 h)/)
  await desk.close()
})

it('warns before the end of a session that cannot be refreshed, while there is time to sign in without a pause', async () => {
  await leaveToken({ endsInMs: 10 * 60_000, refreshToken: undefined })
  await desk.open()
  const { page } = desk
  const notice = page.getByRole('note').filter({ hasText: 'Your sign-in ends at' })
  await notice.getByRole('button', { name: 'Sign in now' }).press('Enter')
  await signInByBrowser()
  await notice.waitFor({ state: 'detached' })
  await standing(page, /Signed in (59 min|1 h)/)
  await desk.close()
})
