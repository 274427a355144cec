import type { Portal } from '../sign-in'
import { newProfileSchema, portalSchema } from '../sign-in'

/** What is typed of a portal, as one, or why it is none. */
export function enterPortal({ startUrl, region }: { startUrl: string, region: string }): { ok: true, portal: Portal } | { ok: false, field: 'startUrl' | 'region', reason: string } {
  // The form without a scheme is what many a page of an organisation shows.
  const whole = /^[a-z]+:\/\//i.test(startUrl.trim()) ? startUrl.trim() : `https://${startUrl.trim()}`
  if (startUrl.trim() === '' || !portalSchema.shape.startUrl.safeParse(whole).success) {
    return { ok: false, field: 'startUrl', reason: 'A start URL looks like https://my-company.awsapps.com/start. Your administrator or the AWS access portal shows it.' }
  }
  const entered = portalSchema.safeParse({ startUrl: whole, region: region.trim().toLowerCase() })
  if (!entered.success) return { ok: false, field: 'region', reason: 'The region of IAM Identity Center has a name such as eu-central-1. Your administrator knows it.' }
  return { ok: true, portal: entered.data }
}

/** Why a profile cannot have this name; null where it can. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'A profile needs a name.'
  if (!newProfileSchema.shape.name.safeParse(name).success) return 'A name is made of letters, digits and - _ . @ + % : / without spaces.'
  return taken.includes(name) ? `There is a profile '${name}' already.` : null
}

/** A name to begin with: what tells this profile from others. */
export function nameFor({ account, role, taken }: { account: string, role: string, taken: readonly string[] }): string {
  const base = `${role}-${account}`.replaceAll(/[^\w@+.%:/-]/g, '-')
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? base : `${base}-${n}`
    if (!taken.includes(name)) return name
  }
}
