import { describe, expect, test } from 'vitest'
import { canonicalRequest, signatureOf } from '#practice/sigv4'
import { call, MINING, send, sign, start, unsignedRequest, type Sent, type Signing } from './harness'

describe('the published test vectors of Signature Version 4', () => {
  const HOST = ['host', 'example.amazonaws.com'] as const
  const DATE = ['x-amz-date', '20150830T123600Z'] as const
  const FORM = ['content-type', 'application/x-www-form-urlencoded'] as const

  test.each([
    ['get-vanilla', 'GET', '/', '', [HOST, DATE], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['get-vanilla-query-order-key-case', 'GET', '/', 'Param2=value2&Param1=value1', [HOST, DATE], '', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
    ['get-vanilla-query-unreserved', 'GET', '/', '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', [HOST, DATE], '', '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197'],
    ['get-header-key-duplicate', 'GET', '/', '', [HOST, ['my-header1', 'value2'], ['my-header1', 'value2'], ['my-header1', 'value1'], DATE], '', 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea'],
    ['get-header-value-trim', 'GET', '/', '', [HOST, ['my-header1', ' value1'], ['my-header2', ' "a   b   c"'], DATE], '', 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736'],
    ['get-utf8', 'GET', '/ሴ', '', [HOST, DATE], '', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
    ['get-relative', 'GET', '/example/..', '', [HOST, DATE], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['get-slash-dot-slash', 'GET', '/./', '', [HOST, DATE], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', 'POST', '/', '', [HOST, DATE], '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    ['post-x-www-form-urlencoded', 'POST', '/', '', [FORM, HOST, DATE], 'Param1=value1', 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a'],
  ] as const)('%s', (_, method, path, query, headers, body, signature) => {
    const names = [...new Set(headers.map(([name]) => name))].sort()
    const canonical = canonicalRequest({ method, path, query, headers, body: Buffer.from(body) }, names)
    const scope = { date: '20150830', region: 'us-east-1', service: 'service' }
    expect(signatureOf(canonical, '20150830T123600Z', scope, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')).toBe(signature)
  })
})

describe('a request that was changed, or signed with something else', () => {
  interface Changed { signing?: Partial<Signing>, before?: (sent: Sent) => Sent, after?: (sent: Sent) => Sent }
  const withHeader = (name: string, change: (value: string) => string) => (sent: Sent): Sent =>
    ({ ...sent, headers: { ...sent.headers, [name]: change(sent.headers[name] ?? '') } })
  const without = (name: string) => (sent: Sent): Sent =>
    ({ ...sent, headers: Object.fromEntries(Object.entries(sent.headers).filter(([other]) => other !== name)) })
  const nextSecond = (stamp: string): string => stamp.replace(/\dZ$/, end => `${(Number(end[0]) + 1) % 10}Z`)
  const minutes = (count: number): number => Date.now() + count * 60_000

  test.each<[string, string, Changed]>([
    ['one byte of the body', 'InvalidSignatureException', { after: sent => ({ ...sent, body: sent.body.replace('Mining', 'Nining') }) }],
    ['another case id', 'InvalidSignatureException', { after: sent => ({ ...sent, path: sent.path.replace(MINING, '4127691120') }) }],
    ['a query that was not signed', 'InvalidSignatureException', { after: sent => ({ ...sent, path: `${sent.path}?a=b` }) }],
    ['another method', 'InvalidSignatureException', { after: sent => ({ ...sent, method: 'PUT' }) }],
    ['a signed header', 'InvalidSignatureException', { after: withHeader('content-type', () => 'application/JSON') }],
    ['a signed header taken away', 'InvalidSignatureException', { after: without('content-type') }],
    ['a date one second on', 'InvalidSignatureException', { after: withHeader('x-amz-date', nextSecond) }],
    ['one digit of the signature', 'InvalidSignatureException', { after: withHeader('authorization', value => value.replace(/.$/, end => end === '0' ? '1' : '0')) }],
    ['an x-amz header that is not signed', 'InvalidSignatureException', { after: withHeader('x-amz-meta', () => 'x') }],
    ['a content type that is not signed', 'InvalidSignatureException', { signing: { unsigned: ['content-type'] } }],
    ['a host that is not signed', 'InvalidSignatureException', { signing: { unsigned: ['host'] } }],
    ['a date that is not signed', 'InvalidSignatureException', { signing: { unsigned: ['x-amz-date'] } }],
    ['another region', 'InvalidSignatureException', { signing: { region: 'us-east-1' } }],
    ['another service', 'InvalidSignatureException', { signing: { service: 's3' } }],
    ['another secret', 'InvalidSignatureException', { signing: { secretAccessKey: 'x'.repeat(40) } }],
    ['a date six minutes old', 'InvalidSignatureException', { signing: { at: minutes(-6) } }],
    ['a date six minutes ahead', 'InvalidSignatureException', { signing: { at: minutes(6) } }],
    ['an unknown key', 'UnrecognizedClientException', { signing: { accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' } }],
    ['no session token', 'UnrecognizedClientException', { signing: { sessionToken: undefined } }],
    ['a session token changed by a character', 'UnrecognizedClientException', { after: withHeader('x-amz-security-token', value => value.replace(/^./, first => first === 'A' ? 'B' : 'A')) }],
    ['no signature at all', 'MissingAuthenticationTokenException', { after: without('authorization') }],
    ['half an authorization', 'IncompleteSignatureException', { after: withHeader('authorization', value => value.replace(/, Signature=.*/, '')) }],
  ])('is refused and changes nothing: %s', async (_, errorType, { signing = {}, after = sent => sent }) => {
    const practice = await start()
    const before = practice.cases()
    const sent = unsignedRequest(practice, 'POST', `/v1/cases/${MINING}/update-case`, { title: 'Mining' })
    const got = await send(practice.endpoint, after(sign(sent, { ...practice.credentials, ...signing })))
    expect(got).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': errorType }, body: { message: expect.any(String) } })
    expect(got.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(practice.cases()).toEqual(before)
    expect(practice.log.entries).toMatchObject([{ status: 403, errorType }])
  })

  test('untouched, it is taken; so is one four minutes off', async () => {
    const practice = await start()
    for (const at of [minutes(0), minutes(-4), minutes(4)]) {
      const sent = sign(unsignedRequest(practice, 'POST', `/v1/cases/${MINING}/update-case`, { title: 'Mining' }), { ...practice.credentials, at })
      expect((await send(practice.endpoint, sent)).status).toBe(200)
    }
  })

  test('a clock an hour off is refused with the service\'s own time, to correct it by', async () => {
    const hourAgo = minutes(-60)
    const practice = await start({ now: () => hourAgo })
    const refused = await call(practice, 'POST', '/v1/list-cases')
    expect(refused).toMatchObject({ status: 403, body: { message: expect.stringContaining('Signature not yet current') } })
    const at = Date.parse(String(refused.headers['date']))
    const sent = sign(unsignedRequest(practice, 'POST', '/v1/list-cases'), { ...practice.credentials, at })
    expect((await send(practice.endpoint, sent)).status).toBe(200)
  })

  test('an old signature is called expired in the words that SDKs look for', async () => {
    const practice = await start()
    const sent = sign(unsignedRequest(practice, 'GET', `/v1/cases/${MINING}/get-case`), { ...practice.credentials, at: minutes(-6) })
    expect((await send(practice.endpoint, sent)).body).toMatchObject({ message: expect.stringContaining('Signature expired') })
  })
})
