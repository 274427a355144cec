import { expect, it } from 'vitest'
import { otherRegions, profileBeside, workPlaces } from '#domain/screen/first-run'

const KIND = { portal: { startUrl: 'https://acme.awsapps.com/start', region: 'eu-central-1' }, account: '111122223333', role: 'Responder' }
const usable = { account: '111122223333', role: 'Responder', region: 'eu-west-1', kind: null, problem: null }

it('offers each account and role once, with the regions there are profiles for, and tells why a profile cannot be used', () => {
  const broken = { ...usable, name: 'broken', region: null, problem: 'It has no region.' }
  const { places, unusable } = workPlaces([
    { ...usable, name: 'prod' },
    broken,
    { ...usable, name: 'audit', role: 'Auditor' },
    { ...usable, name: 'prod-us', region: 'us-east-1', kind: KIND },
  ])
  expect(places).toEqual([
    {
      id: 'prod', account: '111122223333', role: 'Responder',
      regions: [{ profile: 'prod', region: 'eu-west-1' }, { profile: 'prod-us', region: 'us-east-1' }], kind: KIND,
    },
    { id: 'audit', account: '111122223333', role: 'Auditor', regions: [{ profile: 'audit', region: 'eu-west-1' }], kind: null },
  ])
  expect(unusable).toEqual([broken])
})

it('offers the regions without a profile where one can be made, and makes it for the same account and role', () => {
  const place = { id: 'prod', account: '111122223333', role: 'Responder', regions: [{ profile: 'prod', region: 'eu-west-1' }], kind: KIND }
  const codes = otherRegions(place).map(([code]) => code)
  expect(codes).toContain('us-east-1')
  expect(codes).not.toContain('eu-west-1')
  expect(codes).not.toContain('cn-north-1')
  expect(otherRegions({ ...place, kind: { ...KIND, portal: { ...KIND.portal, region: 'cn-north-1' } } }).map(([code]) => code)).toEqual(['cn-north-1', 'cn-northwest-1'])
  expect(otherRegions({ ...place, kind: null })).toEqual([])
  expect(profileBeside(KIND, { region: 'us-east-1', taken: ['prod', 'Responder-111122223333'] }))
    .toEqual({ ...KIND, name: 'Responder-111122223333-2', region: 'us-east-1' })
})
