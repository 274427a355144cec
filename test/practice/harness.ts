import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { z } from '#domain/zod'
import { startPractice, type Practice, type PracticeOptions } from '#practice/practice'

// A whole service starts for most of these tests: on a busy machine that alone can take seconds.
vi.setConfig({ testTimeout: 30_000 })

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-practice-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function start(options: Partial<PracticeOptions> = {}): Promise<Practice> {
  const practice = await startPractice({ ...options, folder: options.folder ?? await temporaryFolder() })
  onTestFinished(() => practice.close())
  return practice
}

export interface Sent { method: string, path: string, headers: Record<string, string>, body: string }
export interface Got { status: number, headers: Record<string, string | string[] | undefined>, body: Record<string, unknown> }

export interface Signing {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  region?: string | undefined
  service?: string | undefined
  at?: number | undefined
  /** Headers sent and left out of the signature. */
  unsigned?: string[] | undefined
}

/** A signer of the tests' own, for paths and queries that need no encoding. */
export function sign(sent: Sent, { accessKeyId, secretAccessKey, sessionToken, region = 'eu-central-1', service = 'security-ir', at = Date.now(), unsigned = [] }: Signing): Sent {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const date = stamp.slice(0, 8)
  const headers: Record<string, string> = { ...sent.headers, 'x-amz-date': stamp, ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }) }
  const names = Object.keys(headers).filter(name => !unsigned.includes(name)).sort()
  const [path = '', query = ''] = sent.path.split('?')
  const canonical = [sent.method, path, query, ...names.map(name => `${name}:${headers[name]}`), '', names.join(';'), hash(sent.body)].join('\n')
  const scope = `${date}/${region}/${service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash(canonical)}`
  let key: string | Buffer = `AWS4${secretAccessKey}`
  for (const part of [date, region, service, 'aws4_request', toSign]) key = createHmac('sha256', key).update(part).digest()
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${Buffer.from(key).toString('hex')}`
  return { ...sent, headers: { ...headers, authorization } }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Sends exactly this over a connection of its own; rejects where the connection fails. */
export async function send(base: string, { method, path, headers, body }: Sent): Promise<Got> {
  const { hostname, port } = new URL(base)
  const agent = new Agent({ keepAlive: false })
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(Buffer.from(chunk)))
      response.on('error', reject)
      response.on('end', () => resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.concat(chunks).toString())),
      }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** As much of a service as a caller needs; one in another process has no more. */
export type Reached = Pick<Practice, 'endpoint' | 'credentials'>

export function unsignedRequest(practice: Reached, method: string, path: string, body?: unknown): Sent {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const host = new URL(practice.endpoint).host
  return { method, path, headers: { host, ...(text !== '' && { 'content-type': 'application/json' }) }, body: text }
}

/** One signed call to the service. */
export async function call(practice: Reached, method: string, path: string, body?: unknown): Promise<Got> {
  return send(practice.endpoint, sign(unsignedRequest(practice, method, path, body), practice.credentials))
}

export function update(practice: Reached, caseId: string, body: unknown): Promise<Got> {
  return call(practice, 'POST', `/v1/cases/${caseId}/update-case`, body)
}

export function read(practice: Reached, caseId: string): Promise<Got> {
  return call(practice, 'GET', `/v1/cases/${caseId}/get-case`)
}

/** The seed case that no list limit is near to. */
export const MINING = '4127690385'
/** The seed case that is close to every list limit. */
export const NEARLY_FULL = '4127686602'
