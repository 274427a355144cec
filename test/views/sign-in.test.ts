// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import type { Input } from '#channel/protocol'
import type { Handlers } from '#channel/serve'
import type { SigningIn } from '#domain/sign-in'
import { useSignIn } from '#state/sign-in'
import { snapshotOf, statusOf } from '../support/samples'
import type { Page } from './page'
import { GENERATION, openPage, settle } from './page'

const PROFILE = 'responder'
const PORTAL = { startUrl: 'https://acme.awsapps.com/start', region: 'eu-central-1' }
const HOUR = 3_600_000
let page: Page
afterEach(() => page.close())

const aws: Partial<Handlers> = {
  workspace: async () => ({
    ok: true,
    value: {
      workspace: { id: '111122223333-eu-west-1', practice: false, profile: PROFILE, account: '111122223333', region: 'eu-west-1' },
      shell: 'chromium', generation: GENERATION, damage: [], database: { aside: null, remembered: null },
    },
  }),
  profiles: async () => ({ ok: true, value: { profiles: [], chosen: PROFILE, problem: null } }),
}

/** A page whose host takes what is asked about signing in, and tells what the test says. */
async function open(own: Partial<Handlers> = {}) {
  const asked: Array<Input<'signIn'> | 'cancel' | 'out'> = []
  page = await openPage([snapshotOf()], {
    ...aws,
    signIn: async (input) => {
      asked.push(input)
      return { ok: true, value: {} }
    },
    cancelSignIn: async () => {
      asked.push('cancel')
      return { ok: true, value: {} }
    },
    signOut: async () => {
      asked.push('out')
      return { ok: true, value: {} }
    },
    ...own,
  })
  const tell = async (signing: SigningIn): Promise<void> => {
    page.served.emit('signingIn', signing)
    await settle()
  }
  return { asked, tell }
}

const click = async (name: string | RegExp): Promise<void> => {
  page.find('button', name).click()
  await settle()
}

const ended = statusOf({ signIn: { state: 'signInAgain', endedAt: Date.now() } })

it('signs in from the status bar: the browser first, its address to be copied, a code for whoever has none', async () => {
  const { asked, tell } = await open()
  await page.status(ended)
  await click('Sign in')
  expect(asked).toEqual([{ target: { kind: 'profile', profile: PROFILE }, way: 'browser' }])

  await tell({ step: 'browser', url: 'https://oidc.example/authorize?x=1', opened: true, until: Date.now() + 600_000 })
  const sheet = page.find('dialog', `Sign in to ${PROFILE}`)
  expect(sheet.textContent).toContain('Go on in your browser')
  expect(page.find('textbox', 'Address of the sign-in page')).toMatchObject({ value: 'https://oidc.example/authorize?x=1' })

  await click('Use a code instead')
  expect(asked.at(-1)).toEqual({ target: { kind: 'profile', profile: PROFILE }, way: 'device' })
  await tell({ step: 'device', code: 'ABCD-EFGH', url: 'https://acme.example/device', wholeUrl: 'https://acme.example/device?c=1', until: Date.now() + 60_000 })
  expect(sheet.textContent).toContain('ABCD-EFGH')
  expect(page.has('img', 'The address with the code, to be scanned')).toBe(true)

  await tell({ step: 'done', until: Date.now() + HOUR })
  await click('Go on')
  expect(page.has('dialog', /Sign in/)).toBe(false)
})

it('says what kept a sign-in from coming about, and offers both ways again', async () => {
  const { asked, tell } = await open()
  await page.status(ended)
  await click('Sign in')
  await tell({ step: 'failed', reason: 'offline', message: 'The sign-in service cannot be reached. Your edits are safe here.' })
  expect(page.find('alert', /cannot be reached/).textContent).toContain('Your edits are safe here')
  await click('Sign in with the browser')
  expect(asked).toHaveLength(2)
  await click('Cancel')
  expect(asked.at(-1)).toBe('cancel')
  expect(page.has('dialog', /Sign in/)).toBe(false)
})

it('never asks to sign in for being offline, and warns before a session ends that cannot be refreshed', async () => {
  await open()
  await page.status(statusOf({ signIn: { state: 'offline', until: Date.now() + HOUR } }))
  expect(page.has('button', 'Sign in')).toBe(false)
  expect(page.find('region', 'Status').textContent).toMatch(/Sign-in good for/)
  await page.status(statusOf({ signIn: { state: 'signedIn', until: Date.now() + 10 * 60_000, renewable: false } }))
  expect(page.has('button', 'Sign in now')).toBe(true)
})

it('says before signing out that the AWS CLI is signed out as well', async () => {
  const { asked } = await open()
  useSignIn().sheet = 'signOut'
  await settle()
  expect(page.find('dialog', 'Sign out?').textContent).toContain('The AWS CLI')
  await click('Sign out')
  expect(asked).toEqual(['out'])
  expect(page.has('dialog', 'Sign out?')).toBe(false)
})

it('sets up a profile out of what the portal lists, once somebody is signed in there', async () => {
  let signedIn = false
  const made: Array<Input<'createProfile'>> = []
  const { asked, tell } = await open({
    portalAccounts: async () => signedIn
      ? { ok: true, value: { accounts: [{ id: '111122223333', name: 'Prod', email: null }, { id: '444455556666', name: null, email: null }] } }
      : { ok: false, error: { code: 'profile', message: 'Nobody is signed in there.' } },
    portalRoles: async ({ account }) => ({ ok: true, value: { roles: account === '444455556666' ? ['responder', 'reader'] : [] } }),
    createProfile: async (input) => {
      made.push(input)
      return { ok: true, value: {} }
    },
    choose: async () => ({ ok: true, value: {} }),
  })
  useSignIn().sheet = 'newProfile'
  await settle()
  await click('Continue to sign-in')
  expect(page.find('textbox', 'Start URL of the access portal').getAttribute('aria-invalid')).toBe('true')

  await page.type(page.find('textbox', 'Start URL of the access portal'), 'acme.awsapps.com/start')
  await page.type(page.find('textbox', 'Region of IAM Identity Center'), 'eu-central-1')
  await click('Continue to sign-in')
  expect(asked).toEqual([{ target: { kind: 'portal', portal: PORTAL }, way: 'browser' }])
  signedIn = true
  await tell({ step: 'done', until: Date.now() + HOUR })

  const choose = async (name: string, value: string): Promise<void> => {
    const select = page.find('combobox', name)
    if (select instanceof HTMLSelectElement) select.value = value
    select.dispatchEvent(new Event('change'))
    await settle()
  }
  await choose('Account', '444455556666')
  await click('Write the profile and open it')
  expect(page.has('alert', 'Choose the region that the cases are in.')).toBe(true)
  await choose('Region of the cases', 'eu-west-1')
  await click('Write the profile and open it')
  expect(made).toEqual([{ profile: { name: 'responder-444455556666', portal: PORTAL, account: '444455556666', role: 'responder', region: 'eu-west-1' } }])
})
