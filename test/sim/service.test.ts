import { describe, expect, test } from 'vitest'
import type { UpdateCall } from '#domain/call'
import { parseUpdate } from '#practice/rules'
import { DEFAULT_SETTINGS } from '#practice/settings'
import { createChance } from '../support/chance'
import { CASE, EPOCH, rig } from './network-rig'
import { US } from './service'
import { drawCoins, PLAIN_COINS } from './service-coins'
import { complaintsOfCall } from './service-rules'

const ann = { email: 'ann@example.com', name: 'Ann' }

describe('what nobody knows of the service, both ways', () => {
  test('metadata of a call joins what is there, or takes its place', async () => {
    for (const [metadata, keys] of [['merges', ['a', 'b']], ['replaces', ['b']]] as const) {
      const { update, read } = rig({ coins: { metadata }, cases: { [CASE]: { caseMetadata: [{ key: 'a', value: '1' }] } } })
      await update({ put: [{ key: 'b', value: '2' }] })
      expect((await read()).content.caseMetadata.map(({ key }) => key)).toEqual(keys)
    }
  })

  test('an entry that is there already is written over, or left', async () => {
    for (const [addExisting, name] of [['upsert', 'Anne'], ['ignore', 'Ann']] as const) {
      const { update, read } = rig({ coins: { addExisting }, cases: { [CASE]: { watchers: [ann] } } })
      await update({ add: { watchers: [{ ...ann, name: 'Anne' }] } })
      expect((await read()).content.watchers).toEqual([{ ...ann, name }])
    }
  })

  test('an e-mail address in capitals is the same watcher, or another', async () => {
    for (const [emailCase, count] of [['folds', 1], ['keeps', 2]] as const) {
      const { update, read } = rig({ coins: { emailCase }, cases: { [CASE]: { watchers: [ann] } } })
      await update({ add: { watchers: [{ email: 'Ann@example.com' }] } })
      expect((await read()).content.watchers).toHaveLength(count)
    }
  })

  test('deleting what is absent is fine, or refused', async () => {
    for (const [deleteAbsent, ok] of [['ok', true], ['refuses', false]] as const) {
      const { update } = rig({ coins: { deleteAbsent } })
      const { reply } = await update({ remove: { watchers: [ann] } })
      expect(reply.ok).toBe(ok)
      if (!reply.ok) expect(reply.fault).toMatchObject({ kind: 'validation', fields: [{ name: 'watchersToDelete[0]' }] })
    }
  })

  test('a deletion goes by the key, or by the whole entry', async () => {
    for (const [deleteMatches, count] of [['key', 0], ['whole', 1]] as const) {
      const { update, read } = rig({ coins: { deleteMatches }, cases: { [CASE]: { watchers: [ann] } } })
      expect((await update({ remove: { watchers: [{ ...ann, name: 'Anne' }] } })).reply.ok).toBe(true)
      expect((await read()).content.watchers).toHaveLength(count)
      await update({ remove: { watchers: [ann] } })
      expect((await read()).content.watchers).toEqual([])
    }
  })

  test('one key in both lists is added, deleted or refused, and reported each time', async () => {
    for (const [bothLists, ok, count] of [['addWins', true, 1], ['deleteWins', true, 0], ['refuses', false, 1]] as const) {
      const { update, read, broken } = rig({ coins: { bothLists }, cases: { [CASE]: { watchers: [ann] } } })
      const { reply } = await update({ add: { watchers: [ann] }, remove: { watchers: [ann] } })
      expect(reply.ok).toBe(ok)
      expect((await read()).content.watchers).toHaveLength(count)
      expect(broken).toEqual(['one key of watchers is both added and deleted'])
    }
  })

  test('the last region stays, or goes', async () => {
    for (const [lastRegion, left] of [['kept', 1], ['removable', 0]] as const) {
      const { update, read } = rig({ coins: { lastRegion }, cases: { [CASE]: { impactedAwsRegions: [{ region: 'eu-west-1' }] } } })
      expect((await update({ remove: { impactedAwsRegions: [{ region: 'eu-west-1' }] } })).reply.ok).toBe(left === 0)
      expect((await read()).content.impactedAwsRegions).toHaveLength(left)
    }
  })

  test('a call that changes nothing moves the date and the log, or neither', async () => {
    for (const [noOp, entries] of [['logged', 2], ['unlogged', 1]] as const) {
      const { update, read, log, service } = rig({ coins: { noOp }, cases: { [CASE]: { title: 'Same', watchers: [ann] } } })
      const before = await read()
      await update({ set: { title: 'Same' }, add: { watchers: [ann] } })
      const moved = (await read()).facts.lastUpdatedDate !== before.facts.lastUpdatedDate
      expect([moved, (await log()).length]).toEqual([noOp === 'logged', entries])
      expect(service.versions(CASE).at(-1)).toMatchObject({ version: 1, request: 2, principal: US })
    }
  })

  test('times come in seconds, or in milliseconds, by the service\'s own clock', async () => {
    for (const [stamps, step] of [['seconds', 1000], ['millis', 1]] as const) {
      const { update, read, log, pass, writes } = rig({ coins: { stamps, clockSkewMs: 90_000 } })
      await pass(777)
      await update({ set: { title: 'Now' } })
      const at = (await read()).facts.lastUpdatedDate ?? 0
      expect(at).toBeGreaterThan(EPOCH + 89_000)
      expect(at % step).toBe(0)
      expect(at % 1000 === 0).toBe(stamps === 'seconds')
      expect(await log()).toContainEqual({ at, principal: US, action: 'Case Updated', message: 'Case Updated.' })
      expect(writes.map(write => write.at)).toEqual([at])
    }
  })

  test('two writes of one second look alike only where seconds are all that is shown', async () => {
    for (const [stamps, kinds] of [['seconds', 1], ['millis', 2]] as const) {
      const { service } = rig({ coins: { stamps } })
      service.write(CASE, { set: { title: 'One' } })
      service.write(CASE, { set: { title: 'Two' } })
      expect(new Set(service.versions(CASE).slice(1).map(({ at }) => at)).size).toBe(kinds)
    }
  })

  test('a read is fresh, or at most two writes behind, and fresh again in the end', async () => {
    for (const [readLag, oldest] of [['none', 5], ['writes', 3]] as const) {
      const { service, read, network } = rig({ coins: { readLag } })
      for (const nth of [1, 2, 3, 4, 5]) service.write(CASE, { set: { title: `Title ${nth}` } })
      const seen = new Set<number>()
      for (let at = 0; at < 30; at += 1) seen.add(Number((await read()).content.title?.at(-1)))
      expect([Math.min(...seen), Math.max(...seen)]).toEqual([oldest, 5])
      network.heal()
      for (let at = 0; at < 20; at += 1) expect((await read()).content.title).toBe('Title 5')
    }
  })

  test('no read is behind for long', async () => {
    for (const [readLag, ms] of [['writes', 20_000], ['time', 3000]] as const) {
      const { service, read, pass } = rig({ coins: { readLag } })
      service.write(CASE, { set: { title: 'New' } })
      const soon = new Set<string | null>()
      for (let at = 0; at < 30; at += 1) soon.add((await read()).content.title)
      expect(soon).toEqual(new Set([null, 'New']))
      await pass(ms)
      for (let at = 0; at < 20; at += 1) expect((await read()).content.title).toBe('New')
    }
  })

  test('the log may be behind what the case shows', async () => {
    for (const listLag of ['writes', 'time'] as const) {
      const { service, read, log } = rig({ coins: { listLag } })
      service.write(CASE, { set: { title: 'New' } })
      const lengths = new Set<number>()
      for (let at = 0; at < 30; at += 1) lengths.add((await log()).length)
      expect(lengths).toEqual(new Set([1, 2]))
      expect((await read()).content.title).toBe('New')
    }
  })

  test('the log comes newest first, oldest first or in no order, whole over all its pages', async () => {
    for (const logOrder of ['newestFirst', 'oldestFirst', 'any'] as const) {
      const { service, log, pass } = rig({ coins: { logOrder } })
      for (let nth = 0; nth < 60; nth += 1) {
        await pass(10)
        service.write(CASE, { set: { title: `Title ${nth}` } })
      }
      const times = (await log()).map(({ at }) => at ?? 0)
      const rising = times.toSorted((a, b) => a - b)
      expect(rising).toEqual(service.versions(CASE).map(({ at }) => at))
      if (logOrder === 'any') expect([rising, rising.toReversed()]).not.toContainEqual(times)
      else expect(times).toEqual(logOrder === 'oldestFirst' ? rising : rising.toReversed())
    }
  })

  test('a refusal names the member, or nothing, and leaves the case as it was', async () => {
    for (const [namesFields, fields] of [[true, [{ name: 'watchersToAdd[1].email' }]], [false, []]] as const) {
      const { update, service } = rig({ coins: { namesFields } })
      const { reply } = await update({ set: { title: 'New' }, add: { watchers: [ann, { email: 'nobody' }] } })
      expect(reply).toMatchObject({ ok: false, fault: { kind: 'validation', fields, requestId: 'req-1' } })
      expect(service.versions(CASE)).toHaveLength(1)
    }
  })

  test('a closed case takes edits, or refuses them', async () => {
    for (const [closedCases, ok] of [['take', true], ['refuse', false]] as const) {
      const { update, read, service } = rig({ coins: { closedCases } })
      service.close(CASE)
      expect((await read()).facts.caseStatus).toBe('Closed')
      expect((await update({ set: { title: 'Late' } })).reply.ok).toBe(ok)
    }
  })

  test('one seed draws one set of answers, and all seeds together draw them all', () => {
    expect(drawCoins(createChance(7))).toEqual(drawCoins(createChance(7)))
    const drawn = Array.from({ length: 200 }, (_, seed) => drawCoins(createChance(seed)))
    expect(new Set(drawn.map(({ bothLists }) => bothLists)).size).toBe(3)
    expect(new Set(drawn.map(({ readLag }) => readLag)).size).toBe(3)
    expect(new Set(drawn.map(({ logOrder }) => logOrder)).size).toBe(3)
  })
})

test('a value that the service refuses is named where it alone is to blame', async () => {
  const { update, service } = rig()
  service.refuse(({ add }) => add.watchers?.some(({ name }) => name === 'Ann') === true)
  const { reply } = await update({ set: { title: 'New' }, add: { watchers: [{ email: 'bob@example.com' }, ann] } })
  expect(reply).toMatchObject({ fault: { kind: 'validation', fields: [{ name: 'watchersToAdd[1]' }] } })
  service.refuse(null)
  expect((await update({ add: { watchers: [ann] } })).reply.ok).toBe(true)
})

test('a list that is full takes no more, and nothing else of the call', async () => {
  const watchers = Array.from({ length: 30 }, (_, nth) => ({ email: `w${nth}@example.com` }))
  const { update, read } = rig({ cases: { [CASE]: { watchers } } })
  const { reply } = await update({ set: { title: 'New' }, add: { watchers: [ann] } })
  expect(reply).toMatchObject({ fault: { kind: 'validation', fields: [{ name: 'watchersToAdd' }] } })
  expect((await read()).content.title).toBeNull()
})

test('the rules for a call are those of the practice service', () => {
  const calls: Array<Partial<UpdateCall>> = [
    { set: { title: '' } }, { set: { title: '\u{1F600}'.repeat(300) } }, { set: { title: 'x'.repeat(301) } }, { set: { engagementType: 'Party' } },
    { add: { watchers: [ann] } }, { add: { watchers: [{ email: 'a@b' }] } }, { add: { watchers: [{ ...ann, name: '' }] } }, { add: { watchers: [ann, ann] } },
    { add: { threatActorIpAddresses: [{ ipAddress: '2001:db8::1' }] } }, { add: { threatActorIpAddresses: [{ ipAddress: '10.0.0.256' }] } },
    { remove: { impactedServices: [{ service: 'S' }] } }, { add: { impactedServices: [{ service: 'Amazon_S3' }] } },
    { add: { impactedAwsRegions: [{ region: 'eu-west-9' }] } }, { add: { impactedAccounts: [{ account: '123' }] } },
    { put: [{ key: 'k', value: '' }] }, { put: Array.from({ length: 31 }, (_, nth) => ({ key: `k${nth}`, value: 'v' })) },
  ]
  for (const partial of calls) {
    const call = { set: {}, add: {}, remove: {}, put: [], ...partial }
    expect([call, complaintsOfCall(call, PLAIN_COINS).map(({ name }) => name)]).toEqual([call, complaintsOfPractice(call)])
  }
})

/** The members that the practice service names for the same call. */
function complaintsOfPractice({ set, add, remove, put }: UpdateCall): string[] {
  const bare = ['impactedServices', 'impactedAccounts']
  const lists = (of: UpdateCall['add'], suffix: string): Array<[string, unknown]> => Object.entries(of)
    .map(([field, entries]) => [field + suffix, bare.includes(field) ? entries.map(entry => Object.values(entry)[0]) : entries])
  const body = { ...set, ...Object.fromEntries([...lists(add, 'ToAdd'), ...lists(remove, 'ToDelete')]), ...put.length > 0 && { caseMetadata: put } }
  try {
    parseUpdate(body, DEFAULT_SETTINGS)
    return []
  }
  catch (error) {
    // Once for each rule that a member breaks.
    return [...new Set([...String(error).matchAll(/Value at '([^']+)'/g)].map(([, name]) => name ?? ''))]
  }
}

test('a deleted case is found no more, and a comment moves a case without changing it', async () => {
  const { service, update, read, link, ended } = rig()
  service.touch(CASE, 'Comment Added')
  expect((await read()).facts.lastUpdatedDate).toBe(service.versions(CASE).at(-1)?.at)
  service.delete(CASE)
  expect((await update({ set: { title: 'New' } })).reply).toMatchObject({ fault: { kind: 'refused', code: 'ResourceNotFoundException' } })
  expect((await ended(link.listCases())).reply).toMatchObject({ value: { items: [], next: null } })
})

test('cases are listed in pages, by title and facts alone', async () => {
  const cases = Object.fromEntries(Array.from({ length: 30 }, (_, nth) => [`12345678${nth + 10}`, { title: `Case ${nth}`, description: 'Long' }]))
  const { link, ended } = rig({ cases })
  const first = (await ended(link.listCases())).reply
  if (!first.ok) throw new Error('ListCases failed.')
  const second = (await ended(link.listCases(first.value.next ?? ''))).reply
  if (!second.ok) throw new Error('ListCases failed.')
  expect([first.value.items.length, second.value.items.length, second.value.next]).toEqual([25, 5, null])
  expect(first.value.items[0]).toMatchObject({ complete: false, content: { title: 'Case 0', description: null } })
})
