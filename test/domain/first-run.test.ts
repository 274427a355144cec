import { expect, it } from 'vitest'
import { workPlaces } from '#domain/screen/first-run'

const usable = { account: '111122223333', role: 'Responder', region: 'eu-west-1', problem: null }

it('offers each account and role once, with the regions there are profiles for, and tells why a profile cannot be used', () => {
  const broken = { ...usable, name: 'broken', region: null, problem: 'It has no region.' }
  const { places, unusable } = workPlaces([
    { ...usable, name: 'prod' },
    broken,
    { ...usable, name: 'audit', role: 'Auditor' },
    { ...usable, name: 'prod-us', region: 'us-east-1' },
  ])
  expect(places).toEqual([
    {
      id: 'prod', account: '111122223333', role: 'Responder',
      regions: [{ profile: 'prod', region: 'eu-west-1' }, { profile: 'prod-us', region: 'us-east-1' }],
    },
    { id: 'audit', account: '111122223333', role: 'Auditor', regions: [{ profile: 'audit', region: 'eu-west-1' }] },
  ])
  expect(unusable).toEqual([broken])
})
