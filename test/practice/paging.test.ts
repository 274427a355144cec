import { expect, test } from 'vitest'
import { z } from '#domain/zod'
import type { Practice } from '#practice/practice'
import { call, NEARLY_FULL, start } from './harness'

const pageSchema = z.object({ items: z.array(z.record(z.string(), z.unknown())), total: z.number(), nextToken: z.string().optional() })

async function pages(practice: Practice, path: string, maxResults: number, between: () => Promise<void> = async () => {}) {
  const seen = []
  let nextToken: string | undefined
  do {
    const page = pageSchema.parse((await call(practice, 'POST', path, { maxResults, nextToken })).body)
    expect(page.items.length).toBeLessThanOrEqual(maxResults)
    seen.push(...page.items)
    nextToken = page.nextToken
    await between()
  } while (nextToken !== undefined)
  return seen
}

test('cases are listed without gap or repeat while a colleague edits them', async () => {
  const practice = await start()
  const all = practice.cases().map(one => one.caseId)
  let turn = 0
  const listed = await pages(practice, '/v1/list-cases', 3, async () => {
    const caseId = all[(turn += 5) % all.length] ?? ''
    await practice.editAs({ caseId, update: { title: `Edited in turn ${turn}` } })
  })
  expect(listed.map(item => item['caseId'])).toEqual(all)
  expect(listed[0]).not.toHaveProperty('description')
})

test('a case\'s log is read newest first, through new entries', async () => {
  const practice = await start()
  const before = practice.case(NEARLY_FULL).edits
  expect(before.length).toBeGreaterThan(25)
  const path = `/v1/cases/${NEARLY_FULL}/list-case-edits`
  const listed = await pages(practice, path, 10, () => practice.editAs({ caseId: NEARLY_FULL, update: { title: 'Another edit' } }))
  expect(listed).toEqual(before)
})

test('25 is the longest page and the usual one', async () => {
  const practice = await start()
  const path = `/v1/cases/${NEARLY_FULL}/list-case-edits`
  expect((await call(practice, 'POST', path)).body['items']).toHaveLength(25)
  for (const maxResults of [0, 26, 2.5, '5']) {
    expect(await call(practice, 'POST', path, { maxResults })).toMatchObject({ status: 400, body: { fieldList: [{ name: 'maxResults' }] } })
  }
})

test('a token of another list, an altered or an invented one is refused', async () => {
  const practice = await start()
  const { nextToken } = (await call(practice, 'POST', '/v1/list-cases', { maxResults: 1 })).body
  const path = `/v1/cases/${NEARLY_FULL}/list-case-edits`
  for (const [list, token] of [[path, nextToken], ['/v1/list-cases', `A${String(nextToken)}`], ['/v1/list-cases', 'x'], ['/v1/list-cases', 'x'.repeat(2001)]] as const) {
    expect(await call(practice, 'POST', list, { nextToken: token })).toMatchObject({ status: 400, body: { fieldList: [{ name: 'nextToken' }] } })
  }
})
