import { caseServiceContract } from '../contract/case-service'
import { createMemoryService } from '../support/memory-service'

caseServiceContract('the service in memory', async () => {
  const caseIds = Array.from({ length: 30 }, (_, index) => String(1_000_000_000 + index))
  const cases = Object.fromEntries(caseIds.map(caseId => [caseId, { title: `Case ${caseId}`, description: 'Something happened.' }]))
  const { service, cut, restore } = createMemoryService({ cases, now: () => Date.now() })
  return { service, caseIds, cut, restore, stop: async () => {} }
})
