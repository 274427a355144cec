import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from '#domain/zod'
import { MINING, start, temporaryFolder } from './harness'

const PYTHON = '/usr/bin/python3'
/** The service's own model is no part of the project; where the machine has it, it stands beside the repository. */
const MODEL = fileURLToPath(new URL('../../../shared/security-ir', import.meta.url))

const noBotocore = spawnSync(PYTHON, ['-c', 'import botocore']).status === 0 ? null : 'python3-botocore is not installed'
const reason = existsSync(join(MODEL, 'service-2.json')) ? noBotocore : 'the service model (../shared/security-ir) is not there'
if (reason !== null) console.warn(`Not run: the practice service against botocore, because ${reason}.`)

const refusal = z.looseObject({ class: z.string(), code: z.string(), status: z.number(), requestId: z.string() })
const reportSchema = z.looseObject({ listed: z.array(z.string()), refusals: z.record(z.string(), refusal) })

/** Runs the client to its end; rejects with what it wrote to stderr. */
function run(script: string, input: unknown, dataPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'], HOME: dataPath, AWS_DATA_PATH: dataPath, AWS_EC2_METADATA_DISABLED: 'true' }
    const file = fileURLToPath(new URL(script, import.meta.url))
    const child = execFile(PYTHON, [file], { env }, (error, stdout, stderr) => error ? reject(new Error(stderr)) : resolve(stdout))
    child.stdin?.end(JSON.stringify(input))
  })
}

test.skipIf(reason !== null)('an unmodified botocore lists, reads and updates cases, and gets the exceptions of its model', { timeout: 60_000 }, async () => {
  const dataPath = await temporaryFolder()
  const model = join(dataPath, 'security-ir', '2018-05-10')
  await mkdir(model, { recursive: true })
  await cp(MODEL, model, { recursive: true })
  const practice = await start()
  const { endpoint, ssoEndpoint, region, account, role, ssoToken, credentials } = practice
  const report = reportSchema.parse(JSON.parse(
    await run('botocore-client.py', { endpoint, ssoEndpoint, region, account, role, ssoToken, ...credentials, caseId: MINING }, dataPath)))

  expect(report.listed).toEqual(practice.cases().map(one => one.caseId))
  expect(report).toMatchObject({
    title: 'Von außen geändert – 東京',
    throughPortal: 'Von außen geändert – 東京',
    actualIncidentStartDate: Date.parse('2026-01-02T03:04:05Z') / 1000,
    watchers: expect.arrayContaining([{ email: 'botocore@example.com', name: 'Boto Core' }]),
    accounts: expect.arrayContaining(['000000000001', '000123123123']),
    regions: expect.arrayContaining([{ region: 'sa-east-1' }]),
    metadata: expect.arrayContaining([{ key: 'client', value: 'botocore' }, { key: 'ticket', value: 'SEC-4071' }]),
    principals: [practice.principal, practice.principal, expect.stringContaining('/mia.keller'), practice.principal],
    updateRequestId: practice.log.entries.find(entry => entry.operation === 'UpdateCase')?.requestId,
    refusals: {
      unknownCase: { class: 'ResourceNotFoundException', status: 404 },
      encodedCaseId: { class: 'ResourceNotFoundException', status: 404 },
      validation: { class: 'ValidationException', status: 400, reason: 'FIELD_VALIDATION_FAILED', fields: ['watchersToAdd[1].email'] },
      closeCase: { class: 'AccessDeniedException', status: 403 },
      wrongSecret: { class: 'ClientError', code: 'InvalidSignatureException', status: 403 },
      wrongToken: { class: 'ClientError', code: 'UnrecognizedClientException', status: 403 },
      wrongRegion: { class: 'ClientError', code: 'InvalidSignatureException', status: 403 },
      unknownSsoToken: { class: 'UnauthorizedException', status: 401 },
      unknownRole: { class: 'ClientError', code: 'ForbiddenException', status: 403 },
    },
  })
})

test.skipIf(noBotocore !== null)('an unmodified botocore signs in by device code, lists the accounts, signs out', { timeout: 60_000 }, async () => {
  const { oidcEndpoint, ssoEndpoint, region, settings } = await start()
  const report = await run('botocore-sign-in.py', { oidcEndpoint, ssoEndpoint, region, startUrl: settings.startUrl }, await temporaryFolder())
  expect(JSON.parse(report)).toEqual({
    accounts: settings.accounts.map(({ accountName }) => accountName),
    refusals: {
      pending: { class: 'AuthorizationPendingException', error: 'authorization_pending' },
      tooSoon: { class: 'SlowDownException', error: 'slow_down' },
      usedCode: { class: 'InvalidGrantException', error: 'invalid_grant' },
      wrongPortal: { class: 'InvalidRequestException', error: 'invalid_request' },
      wrongSecret: { class: 'InvalidClientException', error: 'invalid_client' },
      usedRefreshToken: { class: 'InvalidGrantException', error: 'invalid_grant' },
      signedOut: { class: 'UnauthorizedException', error: null },
    },
  })
})
