import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { gatewayTo, listening, offline } from './gateway-setup'
import { proxyTo } from './tunnel'

const run = promisify(execFile)
const openssl = (args: readonly string[]) => run('openssl', args)
const NAME = 'incident-response.example'

let folder: string
/** The certificates of two organisations; the service's own is issued by the first. */
let ours: string
let theirs: string

/** Leaves `NAME.crt` and `NAME.key` in the folder, and gives the certificate's path. */
async function authority(name: string): Promise<string> {
  const file = path.join(folder, `${name}.crt`)
  await openssl(['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', `/CN=${name}`, '-keyout', path.join(folder, `${name}.key`), '-out', file])
  return file
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-ca-'))
  ours = await authority('ours')
  theirs = await authority('theirs')
  const at = (name: string): string => path.join(folder, name)
  await openssl(['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${NAME}`, '-keyout', at('service.key'), '-out', at('service.csr')])
  await writeFile(at('names'), `subjectAltName=DNS:${NAME},IP:127.0.0.1\n`)
  await openssl(['x509', '-req', '-in', at('service.csr'), '-CA', ours, '-CAkey', at('ours.key'), '-CAcreateserial', '-days', '2', '-extfile', at('names'), '-out', at('service.crt')])
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

/** A service whose certificate no public authority vouches for. */
async function service() {
  const requests: string[] = []
  const [key, cert] = await Promise.all(['service.key', 'service.crt'].map(name => readFile(path.join(folder, name))))
  const server = createServer({ key, cert }, (request, response) => {
    requests.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'req-1' })
    response.end(JSON.stringify({ items: [] }))
  })
  return { port: await listening(server), requests }
}

it('trusts what AWS_CA_BUNDLE names, and no other organisation\'s certificates', async () => {
  const { port, requests } = await service()
  const list = () => gatewayTo(`https://127.0.0.1:${port}`).listCases()
  expect(await list()).toMatchObject(offline('tls'))
  vi.stubEnv('AWS_CA_BUNDLE', theirs)
  expect(await list()).toMatchObject(offline('tls'))
  expect(requests).toEqual([])
  vi.stubEnv('AWS_CA_BUNDLE', ours)
  expect(await list()).toMatchObject({ ok: true })
  expect(requests).toHaveLength(1)
})

it('trusts what NODE_EXTRA_CA_CERTS names beside a bundle', async () => {
  const { port } = await service()
  vi.stubEnv('AWS_CA_BUNDLE', theirs)
  vi.stubEnv('NODE_EXTRA_CA_CERTS', ours)
  expect(await gatewayTo(`https://127.0.0.1:${port}`).listCases()).toMatchObject({ ok: true })
})

it('asks the same of a service that is reached by a proxy', async () => {
  const { port, requests } = await service()
  const proxy = await proxyTo(port)
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`)
  vi.stubEnv('NO_PROXY', '')
  vi.stubEnv('AWS_CA_BUNDLE', theirs)
  expect(await gatewayTo(`https://${NAME}`).listCases()).toMatchObject(offline('tls'))
  expect(requests).toEqual([])
  vi.stubEnv('AWS_CA_BUNDLE', ours)
  expect(await gatewayTo(`https://${NAME}`).listCases()).toMatchObject({ ok: true })
  expect(proxy.tunnels.at(-1)).toMatchObject({ to: `${NAME}:443` })
})
