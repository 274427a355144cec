// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import type { Input } from '#channel/protocol'
import { DEFAULT_PREFERENCES } from '#domain/preferences'
import type { Page } from './page'
import { openPage, settle } from './page'

const KIND = { portal: { startUrl: 'https://acme.awsapps.com/start', region: 'eu-central-1' }, account: '111122223333', role: 'Responder' }
const PROD = { name: 'prod', account: KIND.account, role: KIND.role, region: 'eu-west-1', kind: KIND, problem: null, signedInUntil: null, unsent: null }
let page: Page
afterEach(() => page.close())

const click = async (role: string, name: string | RegExp): Promise<void> => {
  page.find(role, name).click()
  await settle()
}

async function open(refusal: string | null) {
  const made: Array<Input<'createProfile'>> = []
  const chosen: Array<Input<'choose'>> = []
  page = await openPage([], {
    preferences: async () => ({ ok: true, value: DEFAULT_PREFERENCES }),
    profiles: async () => ({ ok: true, value: { profiles: [PROD], chosen: null, problem: null } }),
    createProfile: async (input) => {
      made.push(input)
      return refusal === null ? { ok: true, value: {} } : { ok: false, error: { code: 'profile', message: refusal } }
    },
    choose: async (input) => {
      chosen.push(input)
      return { ok: true, value: {} }
    },
  })
  await settle()
  await click('radio', /in account 111122223333/)
  await click('button', 'Continue')
  return { made, chosen }
}

async function another(region: string): Promise<void> {
  const select = page.find('combobox', 'Which other region')
  if (select instanceof HTMLSelectElement) select.value = region
  select.dispatchEvent(new Event('change'))
  await settle()
}

it('works in a region that there is no profile for yet: one of the same account and role is made, and opened', async () => {
  const { made, chosen } = await open(null)
  await click('radio', 'Another region')
  await click('button', 'Continue')
  expect(page.has('alert', 'Choose the region that the cases are in.')).toBe(true)
  await another('us-east-1')
  await click('button', 'Continue')
  expect(page.find('main', 'First start').textContent).toContain('Responder-111122223333 is added to your AWS config file first')
  await click('button', 'Open the cases')
  expect(made).toEqual([{ profile: { ...KIND, name: 'Responder-111122223333', region: 'us-east-1' } }])
  expect(chosen).toEqual([{ profile: 'Responder-111122223333' }])
})

it('says why the profile cannot be made, and stays', async () => {
  const { chosen } = await open('The file cannot be written. Nothing in it was changed.')
  await another('us-east-1')
  await click('button', 'Continue')
  await click('button', 'Open the cases')
  expect(page.has('alert', /Nothing in it was changed/)).toBe(true)
  expect(chosen).toEqual([])
})

it('takes the profile of a region that there is one for, and makes none', async () => {
  const { made, chosen } = await open(null)
  await click('button', 'Continue')
  await click('button', 'Open the cases')
  expect(made).toEqual([])
  expect(chosen).toEqual([{ profile: 'prod' }])
})
