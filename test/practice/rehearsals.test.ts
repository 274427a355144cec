import { expect, test } from 'vitest'
import { REHEARSALS } from '#domain/rehearsal'
import { createRehearsals } from '#practice/rehearsals'
import { tryRead, tryUpdate } from './exchange'
import { MINING, NEARLY_FULL, start } from './harness'

const TITLE = { title: 'Rehearsed' }

async function rehearsing() {
  const practice = await start()
  const rehearsals = createRehearsals(practice)
  const writes = async (times: number): Promise<unknown[]> => {
    const seen: unknown[] = []
    for (let round = 0; round < times; round += 1) {
      const untilMs = practice.faults.some(({ kind }) => kind === 'hang') ? 1000 : 20_000
      const { status, end } = await tryUpdate(practice, TITLE, { untilMs })
      seen.push(status ?? end)
    }
    return seen
  }
  return { practice, rehearsals, writes }
}

test.each([
  ['throttle', [429, 429, 429, 429, 200]],
  ['conflict', [409, 409, 200]],
  ['unavailable', [503, 503, 503, 503, 200]],
  ['lostReply', ['reset', 200]],
  ['hang', ['open', 200]],
  ['refusal', [400, 200]],
] as const)('%s is over when it was met, and then no longer shown', async (rehearsal, expected) => {
  const { rehearsals, writes } = await rehearsing()
  await rehearsals.begin(rehearsal, null)
  expect(await writes(expected.length - 1)).toEqual(expected.slice(0, -1))
  expect(rehearsals.current()).toBeNull()
  expect(await writes(1)).toEqual([200])
})

test.each([['captivePortal', 200], ['signInExpired', 403], ['quota', 402]] as const)('%s lasts until it is ended', async (rehearsal, status) => {
  const { practice, rehearsals, writes } = await rehearsing()
  await rehearsals.begin(rehearsal, MINING)
  expect(await writes(6)).toEqual(Array.from({ length: 6 }, () => status))
  expect(rehearsals.current()).toBe(rehearsal)
  expect(practice.case(MINING).title).not.toBe(TITLE.title)
  rehearsals.end()
  expect(rehearsals.current()).toBeNull()
  expect(await writes(1)).toEqual([200])
  expect(practice.case(MINING).title).toBe(TITLE.title)
})

test('every rehearsal there is begins, shows itself, and ends the one before', async () => {
  const { practice, rehearsals } = await rehearsing()
  for (const rehearsal of REHEARSALS) {
    await rehearsals.begin(rehearsal, MINING)
    expect(rehearsals.current()).toBe(rehearsal === 'colleague' ? null : rehearsal)
    expect(practice.faults.length).toBeLessThan(2)
  }
})

test('a lost reply is one that was applied, a call that hangs was not', async () => {
  const { practice, rehearsals, writes } = await rehearsing()
  await rehearsals.begin('hang', null)
  await writes(1)
  expect(practice.case(MINING).title).not.toBe(TITLE.title)
  await rehearsals.begin('lostReply', null)
  await writes(1)
  expect(practice.case(MINING).title).toBe(TITLE.title)
})

test('a refused call is told which of its values it is', async () => {
  const { practice, rehearsals } = await rehearsing()
  await rehearsals.begin('refusal', null)
  expect(JSON.parse((await tryUpdate(practice, TITLE)).body)).toMatchObject({ fieldList: [{ name: 'title' }] })
})

test('throttled reads show it at once, with the time to wait', async () => {
  const { practice, rehearsals } = await rehearsing()
  await rehearsals.begin('throttle', null)
  expect(await tryRead(practice)).toMatchObject({ status: 429, headers: { 'retry-after': '10' } })
})

test('a colleague rewords the open case and adds an address, as often as asked', async () => {
  const { practice, rehearsals } = await rehearsing()
  const before = practice.case(MINING)
  await rehearsals.begin('colleague', MINING)
  const after = practice.case(MINING)
  expect(after.title).not.toBe(before.title)
  expect(after.threatActorIpAddresses).toHaveLength(before.threatActorIpAddresses.length + 1)
  expect(after.edits[0]?.principal).toMatch(/mia\.keller$/)
  await rehearsals.begin('colleague', MINING)
  expect(practice.case(MINING).title).not.toBe(after.title)
  expect(practice.case(MINING).threatActorIpAddresses).toHaveLength(before.threatActorIpAddresses.length + 2)
})

test('a colleague gets by the limits of a full case, and takes the newest where none is open', async () => {
  const { practice, rehearsals } = await rehearsing()
  const full = Array.from({ length: 200 - practice.case(NEARLY_FULL).threatActorIpAddresses.length }, (_, index) => ({ ipAddress: `10.0.0.${index}` }))
  await practice.editAs({ caseId: NEARLY_FULL, update: { title: '🧯'.repeat(300), threatActorIpAddressesToAdd: full } })
  await rehearsals.begin('colleague', NEARLY_FULL)
  expect([...practice.case(NEARLY_FULL).title ?? '']).toHaveLength(300)
  expect(practice.case(NEARLY_FULL).threatActorIpAddresses).toHaveLength(200)

  const newest = practice.cases()[0]
  await rehearsals.begin('colleague', null)
  expect(practice.cases()[0]?.title).not.toBe(newest?.title)
})
