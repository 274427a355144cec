import { expect, it } from 'vitest'
import { enterPortal, nameFor, nameProblem } from '#domain/screen/new-profile'

it('takes a start URL as the portal shows it, with or without its scheme', () => {
  const portal = { startUrl: 'https://acme.awsapps.com/start', region: 'eu-central-1' }
  expect(enterPortal({ startUrl: ' acme.awsapps.com/start ', region: ' EU-central-1 ' })).toEqual({ ok: true, portal })
  expect(enterPortal(portal)).toEqual({ ok: true, portal })
})

it.each([
  ['', 'eu-central-1', 'startUrl'], ['not a url', 'eu-central-1', 'startUrl'], ['ftp://acme.example/start', 'eu-central-1', 'startUrl'],
  ['https://acme.awsapps.com/start', 'Frankfurt', 'region'], ['https://acme.awsapps.com/start', '', 'region'],
])('says what is wrong with %j in %j', (startUrl, region, field) => {
  expect(enterPortal({ startUrl, region })).toMatchObject({ ok: false, field })
})

it('takes no name twice, and none that other tools cannot read', () => {
  expect(nameProblem('night', ['day'])).toBeNull()
  expect(nameProblem('day', ['day'])).toContain('already')
  expect(nameProblem('two words', [])).toContain('without spaces')
  expect(nameProblem('', [])).not.toBeNull()
})

it('offers a name that is free and can be read', () => {
  const of = (taken: string[]) => nameFor({ account: '111122223333', role: 'IR=Lead', taken })
  expect(of([])).toBe('IR-Lead-111122223333')
  expect(nameProblem(of(['IR-Lead-111122223333']), ['IR-Lead-111122223333'])).toBeNull()
})
