import {
  AccessDeniedException, ConflictException, GetCaseCommand, InternalServerException, InvalidTokenException, ListCaseEditsCommand,
  ListCasesCommand, ResourceNotFoundException, SecurityIncidentResponseNotActiveException, SecurityIRClient, SecurityIRServiceException,
  ServiceQuotaExceededException, ThrottlingException, UpdateCaseCommand, ValidationException,
} from '@aws-sdk/client-security-ir'
import { afterEach, describe, expect, it } from 'vitest'
import { createGateway } from '#aws/gateway'
import { CREDENTIALS } from './captured'
import { type Answer, fault, json, scriptedServer } from './scripted-server'

// Runs on whichever client the build resolves to: the official package has to pass too.

const opened: Array<() => Promise<void> | void> = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

async function clientFor(answer: Answer) {
  const server = await scriptedServer(answer)
  const client = new SecurityIRClient({ region: 'eu-west-1', credentials: CREDENTIALS, endpoint: server.endpoint, maxAttempts: 1 })
  const gateway = createGateway({ region: 'eu-west-1', credentials: async () => CREDENTIALS, endpoint: server.endpoint })
  opened.push(() => client.destroy(), () => gateway.close(), server.close)
  return { client, gateway, server }
}

const caseId = '1234567890'
const resource = { resourceId: caseId, resourceType: 'case' }
const requestId = 'req-1'

describe('each error of the model', () => {
  it.each([
    ['AccessDeniedException', 403, {}, AccessDeniedException, { kind: 'refused', code: 'AccessDeniedException', message: 'words of AccessDeniedException', requestId }],
    ['ConflictException', 409, resource, ConflictException, { kind: 'conflict' }],
    ['InternalServerException', 500, {}, InternalServerException, { kind: 'unknown', detail: 'InternalServerException', answered: true, retryAfterMs: null }],
    ['InvalidTokenException', 423, {}, InvalidTokenException, { kind: 'unknown', detail: 'InvalidTokenException', answered: true, retryAfterMs: null }],
    ['ResourceNotFoundException', 404, {}, ResourceNotFoundException,
      { kind: 'refused', code: 'ResourceNotFoundException', message: 'words of ResourceNotFoundException', requestId }],
    ['SecurityIncidentResponseNotActiveException', 400, {}, SecurityIncidentResponseNotActiveException,
      { kind: 'notActive', message: 'words of SecurityIncidentResponseNotActiveException', requestId }],
    ['ServiceQuotaExceededException', 402, { ...resource, serviceCode: 's', quotaCode: 'q' }, ServiceQuotaExceededException,
      { kind: 'quota', message: 'words of ServiceQuotaExceededException', requestId }],
    ['ThrottlingException', 429, { serviceCode: 's', quotaCode: 'q' }, ThrottlingException, { kind: 'throttled', retryAfterMs: null }],
    ['ValidationException', 400, { reason: 'FIELD_VALIDATION_FAILED', fieldList: [{ name: 'title', message: 'too long' }] }, ValidationException,
      { kind: 'validation', message: 'words of ValidationException', fields: [{ name: 'title', message: 'too long' }], requestId }],
  ] as const)('%s arrives as its class, with its members, and means one fault', async (name, status, members, errorClass, expected) => {
    const { client, gateway } = await clientFor(fault(status, name, members))
    const error: unknown = await client.send(new UpdateCaseCommand({ caseId, title: 't' })).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(errorClass)
    expect(error).toBeInstanceOf(SecurityIRServiceException)
    expect(error).toMatchObject({ ...members, name, message: `words of ${name}`, $metadata: { httpStatusCode: status, requestId } })
    expect(await gateway.updateCase(caseId, { set: { title: 't' }, add: {}, remove: {}, put: [] })).toEqual({ ok: false, fault: expected })
    expect(await gateway.getCase(caseId)).toEqual({ ok: false, fault: expected })
  })

  it('that the model does not name is still the service\'s', async () => {
    const { client, gateway } = await clientFor(fault(418, 'TeapotException'))
    const error: unknown = await client.send(new GetCaseCommand({ caseId })).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SecurityIRServiceException)
    expect(await gateway.getCase(caseId)).toEqual({ ok: false, fault: { kind: 'refused', code: 'TeapotException', message: 'words of TeapotException', requestId } })
  })

  it('carries the seconds of its Retry-After header', async () => {
    const { client } = await clientFor(fault(429, 'ThrottlingException', {}, { 'retry-after': '7' }))
    await expect(client.send(new ListCasesCommand({}))).rejects.toMatchObject({ retryAfterSeconds: 7 })
  })
})

describe('each reply of the model', () => {
  const at = 1_700_000_000.25
  const date = new Date(1_700_000_000_250)

  it('GetCase', async () => {
    const reply = {
      title: 't', caseArn: 'arn', description: 'd', caseStatus: 'Submitted', engagementType: 'Investigation',
      reportedIncidentStartDate: at, actualIncidentStartDate: at, impactedAwsRegions: [{ region: 'eu-west-1' }],
      threatActorIpAddresses: [{ ipAddress: '192.0.2.1', userAgent: 'u' }],
      pendingAction: 'None', impactedAccounts: ['000123123123'], watchers: [{ email: 'a@b.cc', name: 'n', jobTitle: 'j' }], createdDate: at,
      lastUpdatedDate: at, closureCode: 'Duplicate', resolverType: 'Self', impactedServices: ['S3'], closedDate: at,
      caseAttachments: [{ attachmentId: 'a', fileName: 'f', attachmentStatus: 'Verified', creator: 'c', createdDate: at }],
      caseMetadata: [{ key: 'k', value: 'v' }],
    }
    const { client } = await clientFor(json(200, { ...reply, unheardOf: { a: 1 } }))
    const { $metadata, ...output } = await client.send(new GetCaseCommand({ caseId }))
    const incident = { reportedIncidentStartDate: date, actualIncidentStartDate: date }
    const dates = { ...incident, createdDate: date, lastUpdatedDate: date, closedDate: date }
    expect(output).toEqual({ ...reply, ...dates, caseAttachments: [{ ...reply.caseAttachments[0], createdDate: date }] })
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId })
  })

  it('ListCases', async () => {
    const item = {
      caseId, title: 't', caseArn: 'arn', engagementType: 'Investigation', caseStatus: 'Closed', resolverType: 'AWS', pendingAction: 'Customer',
      lastUpdatedDate: at, createdDate: at, closedDate: at,
    }
    const { client } = await clientFor(json(200, { items: [item], nextToken: 'n', total: 1 }))
    const output = await client.send(new ListCasesCommand({}))
    expect(output).toMatchObject({ items: [{ ...item, lastUpdatedDate: date, createdDate: date, closedDate: date }], nextToken: 'n', total: 1 })
  })

  it('ListCaseEdits', async () => {
    const { client } = await clientFor(json(200, { items: [{ eventTimestamp: at, principal: 'p', action: 'a', message: 'm' }], nextToken: 'n', total: 1 }))
    const output = await client.send(new ListCaseEditsCommand({ caseId }))
    expect(output).toMatchObject({ items: [{ eventTimestamp: date, principal: 'p', action: 'a', message: 'm' }], nextToken: 'n', total: 1 })
  })

  it('UpdateCase', async () => {
    const { client } = await clientFor(json(200, {}))
    expect(await client.send(new UpdateCaseCommand({ caseId, title: 't' }))).toMatchObject({ $metadata: { requestId } })
  })
})

describe('the endpoint', () => {
  const endpointOf = async (config: { region: string, useFipsEndpoint?: boolean, endpoint?: string }) => {
    const hosts: string[] = []
    const client = new SecurityIRClient({ ...config, credentials: CREDENTIALS, maxAttempts: 1, ignoreConfiguredEndpointUrls: true })
    client.middlewareStack.add(() => async ({ request }) => {
      hosts.push(JSON.stringify(request))
      throw new Error('not sent')
    }, { step: 'finalizeRequest' })
    const error: unknown = await client.send(new ListCasesCommand({})).catch((reason: unknown) => reason)
    return hosts[0] === undefined ? error : JSON.parse(hosts[0])
  }

  it.each([
    ['eu-west-1', false, 'security-ir.eu-west-1.api.aws'],
    ['us-east-1', true, 'security-ir-fips.us-east-1.api.aws'],
    ['cn-north-1', false, 'security-ir.cn-north-1.api.amazonwebservices.com.cn'],
  ])('of %s, FIPS %s, is %s', async (region, useFipsEndpoint, hostname) => {
    expect(await endpointOf({ region, useFipsEndpoint })).toMatchObject({ protocol: 'https:', hostname })
  })

  it('can be one\'s own', async () => {
    expect(await endpointOf({ region: 'eu-west-1', endpoint: 'http://localhost:1234/base' }))
      .toMatchObject({ protocol: 'http:', hostname: 'localhost', port: 1234, path: '/base/v1/list-cases' })
  })

  it('cannot be one\'s own together with FIPS', async () => {
    expect(await endpointOf({ region: 'eu-west-1', useFipsEndpoint: true, endpoint: 'http://localhost:1234' })).toMatchObject({ name: 'EndpointError' })
  })
})
