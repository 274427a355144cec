import { caseIdSchema } from './case'

/** The scheme that the system hands to Fieldcase. */
export const LINK_SCHEME = 'fieldcase'

const LINK = /^fieldcase:(?:\/\/)?\/?case\/([^/?#]+)\/?$/i

export function linkToCase(caseId: string): string {
  return `${LINK_SCHEME}://case/${caseId}`
}

/** The case that a link names; null where it is no such link. Systems differ in how they hand one over: a slash less or more. */
export function caseOfLink(link: string): string | null {
  const id = LINK.exec(link.trim())?.[1]
  return caseIdSchema.safeParse(id).data ?? null
}
