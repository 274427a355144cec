import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { updateFrom } from '#aws/wire'
import { z } from '#domain/zod'
import { requestOf, wireRequestSchema } from './captured'
import { ROWS, type WireRow } from './wire-rows'

/** What botocore, the other client of this service, sends for the same input: recorded by `npm run wire:record`. */
const expected = z.record(z.string(), wireRequestSchema)
  .parse(JSON.parse(await readFile(new URL('./wire-expected.json', import.meta.url), 'utf8')))

/** Of a row with a call of the engine's, the input is what the gateway makes of it. */
function fromTheGateway(row: WireRow): WireRow {
  return row.operation === 'UpdateCase' && row.call ? { ...row, input: updateFrom(row.input.caseId ?? '', row.call) } : row
}

describe('what goes out is what botocore sends', () => {
  it('for every row that was recorded, and no other', () => {
    expect(ROWS.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort())
  })

  it.each(ROWS.map(row => [row.name, row] as const))('%s', async (name, row) => {
    const { signedHeaders, ...request } = await requestOf(fromTheGateway(row))
    const { signedHeaders: mustSign = [], ...theirs } = expected[name] ?? {}
    expect(request).toEqual(theirs)
    // The SDK signs headers of its own besides.
    expect(signedHeaders).toEqual(expect.arrayContaining(mustSign))
  })
})

it('an entry without what names it goes nowhere', () => {
  expect(() => updateFrom('1234567890', { set: {}, add: { watchers: [{ name: 'Nobody' }] }, remove: {}, put: [] })).toThrow()
})
