import { afterEach, expect, it, vi } from 'vitest'
import { afterwards, gatewayTo, offline } from './gateway-setup'
import { json, scriptedServer } from './scripted-server'
import { proxyTo } from './tunnel'

afterEach(() => vi.unstubAllEnvs())

const NAME = 'incident-response.example'

async function service() {
  const server = await scriptedServer(json(200, { items: [] }))
  afterwards(server.close)
  return { ...server, port: Number(new URL(server.endpoint).port) }
}

it('goes out by the proxy of the environment, with its name and password', async () => {
  const { port, requests } = await service()
  const proxy = await proxyTo(port)
  vi.stubEnv('HTTP_PROXY', `http://ann:s%20cret@127.0.0.1:${proxy.port}`)
  vi.stubEnv('NO_PROXY', '')
  expect(await gatewayTo(`http://${NAME}`).listCases()).toMatchObject({ ok: true })
  expect(requests).toHaveLength(1)
  expect(proxy.tunnels).toEqual([{ to: `${NAME}:80`, as: `Basic ${Buffer.from('ann:s cret').toString('base64')}` }])
})

it('leaves the proxy out for what NO_PROXY names, and always for this machine itself', async () => {
  const { port, endpoint } = await service()
  const proxy = await proxyTo(port)
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`)
  vi.stubEnv('NO_PROXY', '')
  expect(await gatewayTo(endpoint).listCases()).toMatchObject({ ok: true })
  vi.stubEnv('NO_PROXY', '.invalid')
  expect(await gatewayTo('http://service.invalid').listCases()).toMatchObject(offline('nameNotFound'))
  expect(proxy.tunnels).toEqual([])
})

it('says that it is the proxy which asks for a sign-in, and calls it neither signed out nor sent', async () => {
  const { port } = await service()
  const proxy = await proxyTo(port, 407)
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`)
  vi.stubEnv('NO_PROXY', '')
  const gateway = gatewayTo(`http://${NAME}`)
  expect(await gateway.listCases()).toMatchObject(offline('proxySignIn'))
  expect(await gateway.updateCase('1234567890', { set: { title: 'Mine' }, add: {}, remove: {}, put: [] })).toMatchObject(offline('proxySignIn'))
})

it('is offline where the proxy is not there', async () => {
  const { port } = await proxyTo(1)
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${port === 1 ? 2 : 1}`)
  vi.stubEnv('NO_PROXY', '')
  expect(await gatewayTo(`http://${NAME}`).listCases()).toMatchObject(offline('refused'))
})

it('trusts nobody where the certificates it is told to trust cannot be read', async () => {
  vi.stubEnv('AWS_CA_BUNDLE', '/nowhere/ca.pem')
  expect(await gatewayTo('https://127.0.0.1:1').listCases()).toMatchObject(offline('tls'))
})
