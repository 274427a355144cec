import type { CaseContent } from '#domain/case'
import type { FullCase } from '#practice/wire'

/** What the service holds of a case, in the domain's form. */
export function contentOf(found: FullCase): CaseContent {
  const instant = (seconds: number | undefined): number | null => seconds === undefined ? null : Math.round(seconds * 1000)
  return {
    title: found.title ?? null,
    description: found.description ?? null,
    engagementType: found.engagementType ?? null,
    reportedIncidentStartDate: instant(found.reportedIncidentStartDate),
    actualIncidentStartDate: instant(found.actualIncidentStartDate),
    watchers: found.watchers,
    threatActorIpAddresses: found.threatActorIpAddresses,
    impactedServices: found.impactedServices.map(service => ({ service })),
    impactedAwsRegions: found.impactedAwsRegions,
    impactedAccounts: found.impactedAccounts.map(account => ({ account })),
    caseMetadata: found.caseMetadata ?? [],
  }
}
