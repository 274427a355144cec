import { expect, test } from 'vitest'
import { LIST_LIMIT } from '#domain/fields'
import { NEARLY_FULL, start } from './harness'

test('the workspace opens with cases in every state, all recent, none with a real person\'s data', async () => {
  const now = Date.now()
  const practice = await start({ now: () => now })
  const cases = practice.cases()
  expect(cases).toHaveLength(14)
  expect(new Set(cases.map(one => one.caseStatus))).toEqual(new Set([
    'Submitted', 'Detection and Analysis', 'Containment, Eradication and Recovery', 'Post-incident Activities', 'Closed',
  ]))
  expect(new Set(cases.map(one => one.resolverType))).toEqual(new Set(['Self', 'AWS']))
  expect(cases.some(one => one.impactedAccounts.some(account => account.startsWith('000')))).toBe(true)
  for (const one of cases) {
    expect(one.caseArn).toMatch(/^arn:aws:security-ir:\w+?-\w+?-\d+:[0-9]{12}:case\/[0-9]{10}$/)
    expect(one.lastUpdatedDate).toBeLessThanOrEqual(now / 1000)
    expect(one.lastUpdatedDate).toBeGreaterThanOrEqual(Number(one.createdDate))
    expect(one.edits[0]?.eventTimestamp).toBe(one.lastUpdatedDate)
    expect(one.closedDate !== undefined).toBe(one.caseStatus === 'Closed')
    for (const { ipAddress } of one.threatActorIpAddresses) expect(ipAddress).toMatch(/^(198\.51\.100|203\.0\.113|192\.0\.2)\.|^2001:DB8:/)
    for (const { email } of one.watchers) expect(email).toMatch(/@example\.(com|org|net)$/)
  }
})

test('every seed would be taken as an update by the service itself', async () => {
  const practice = await start()
  for (const one of practice.cases()) {
    await practice.editAs({
      caseId: one.caseId,
      update: {
        title: one.title,
        description: one.description,
        engagementType: one.engagementType,
        watchersToAdd: one.watchers,
        threatActorIpAddressesToAdd: one.threatActorIpAddresses,
        impactedServicesToAdd: one.impactedServices,
        impactedAwsRegionsToAdd: one.impactedAwsRegions,
        impactedAccountsToAdd: one.impactedAccounts,
        caseMetadata: one.caseMetadata,
      },
    })
  }
})

test('one case has room for a single entry more in most lists, two in services', async () => {
  const practice = await start()
  const full = practice.case(NEARLY_FULL)
  const lists = [full.watchers, full.threatActorIpAddresses, full.impactedAccounts, full.caseMetadata ?? [], full.impactedServices]
  expect(lists.map(list => list.length)).toEqual([
    LIST_LIMIT.watchers - 1,
    LIST_LIMIT.threatActorIpAddresses - 1,
    LIST_LIMIT.impactedAccounts - 1,
    LIST_LIMIT.caseMetadata - 1,
    LIST_LIMIT.impactedServices - 2,
  ])
  expect(full.impactedAwsRegions).toHaveLength(35)
})
