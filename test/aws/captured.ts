import { Readable } from 'node:stream'
import { GetCaseCommand, ListCaseEditsCommand, ListCasesCommand, SecurityIRClient, UpdateCaseCommand } from '@aws-sdk/client-security-ir'
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { z } from '#domain/zod'
import { REGION, type WireRow } from './wire-rows'

export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }

export const wireRequestSchema = z.strictObject({
  method: z.string(),
  scheme: z.string(),
  host: z.string(),
  path: z.string(),
  query: z.string(),
  contentType: z.string().nullable(),
  scope: z.string(),
  signedHeaders: z.array(z.string()),
  body: z.unknown(),
})
export type WireRequest = z.infer<typeof wireRequestSchema>

function described(request: HttpRequest): WireRequest {
  const headers: Record<string, string | undefined> = request.headers
  const [, scope = '', signed = ''] = /Credential=[^/]+\/\d{8}\/(\S+), SignedHeaders=(\S+),/.exec(headers['authorization'] ?? '') ?? []
  const body: unknown = request.body === undefined ? null : JSON.parse(typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body))
  return {
    method: request.method,
    scheme: request.protocol.replace(':', ''),
    host: headers['host'] ?? '',
    path: request.path,
    query: new URLSearchParams(Object.entries(request.query).map(([name, value]) => [name, String(value)])).toString(),
    contentType: headers['content-type'] ?? null,
    scope,
    signedHeaders: signed.split(';'),
    body,
  }
}

/** The request our client makes of a row; it goes nowhere. */
export async function requestOf(row: WireRow): Promise<WireRequest> {
  const requests: HttpRequest[] = []
  const client = new SecurityIRClient({
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
    ignoreConfiguredEndpointUrls: true,
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      async handle(request: HttpRequest) {
        requests.push(request)
        return { response: new HttpResponse({ statusCode: 200, headers: { 'x-amzn-requestid': 'r' }, body: Readable.from([Buffer.from('{}')]) }) }
      },
    },
  })
  switch (row.operation) {
    case 'GetCase': await client.send(new GetCaseCommand(row.input)); break
    case 'ListCases': await client.send(new ListCasesCommand(row.input)); break
    case 'ListCaseEdits': await client.send(new ListCaseEditsCommand(row.input)); break
    case 'UpdateCase': await client.send(new UpdateCaseCommand(row.input)); break
  }
  const [request] = requests
  if (request === undefined) throw new Error('Nothing was sent.')
  return described(request)
}
