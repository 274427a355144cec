import { instantSchema } from './case'
import { z } from './zod'

/**
 * How the responder stands with IAM Identity Center, for the profile whose workspace is open. Told apart by the kind of error,
 * never by its text.
 */
export const signInStateSchema = z.discriminatedUnion('state', [
  /** Practice needs no sign-in. */
  z.strictObject({ state: z.literal('none') }),
  /** The token has not been looked at yet. */
  z.strictObject({ state: z.literal('unknown') }),
  /** `renewable`: it is refreshed by itself before `until`, as long as the organisation permits. */
  z.strictObject({ state: z.literal('signedIn'), until: instantSchema, renewable: z.boolean() }),
  z.strictObject({ state: z.literal('refreshing'), until: instantSchema }),
  /** No way to the sign-in service; what there is stays good until then. */
  z.strictObject({ state: z.literal('offline'), until: instantSchema }),
  /** `endedAt`: null where nobody has signed in on this machine yet. */
  z.strictObject({ state: z.literal('signInAgain'), endedAt: instantSchema.nullable() }),
  z.strictObject({ state: z.literal('roleNotPermitted'), account: z.string(), role: z.string() }),
  /** `message`: what happened, what is safe and what to do, in words. */
  z.strictObject({ state: z.literal('profileBroken'), message: z.string() }),
])
export type SignInState = Readonly<z.infer<typeof signInStateSchema>>

/** An organisation's portal of IAM Identity Center: its start URL, and the region that it lives in. */
export const portalSchema = z.strictObject({
  // Chromium reads "https://not a name" as an address whose host is "not%20a%20name".
  startUrl: z.url({ protocol: /^https?$/, hostname: /^[a-z\d.-]+$/i }).max(2048),
  region: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/),
})
export type Portal = Readonly<z.infer<typeof portalSchema>>

/** Why a sign-in came to nothing. `tooLate`: nobody answered in the time there is for it. */
export const SIGN_IN_FAILURES = ['offline', 'denied', 'tooLate', 'badPortal', 'refused', 'cannotKeep', 'noListener'] as const

/**
 * One sign-in, of which there is one at a time:
 *
 *   idle ─▶ starting ─▶ browser | device ─▶ finishing ─▶ done
 *             └───────────────┴────────────────┴────────▶ failed, or idle once cancelled
 */
export const signingInSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('idle') }),
  z.strictObject({ step: z.literal('starting') }),
  /** `opened`: whether the system's browser was asked to show `url`; it can be copied in any case. */
  z.strictObject({ step: z.literal('browser'), url: z.string(), opened: z.boolean(), until: instantSchema }),
  /** The code to enter at `url`, on any machine; `wholeUrl` holds the code already. */
  z.strictObject({ step: z.literal('device'), code: z.string(), url: z.string(), wholeUrl: z.string(), until: instantSchema }),
  z.strictObject({ step: z.literal('finishing') }),
  z.strictObject({ step: z.literal('done'), until: instantSchema }),
  /** `message`: what happened, what is safe and what to do, in words. */
  z.strictObject({ step: z.literal('failed'), reason: z.enum(SIGN_IN_FAILURES), message: z.string() }),
])
export type SigningIn = Readonly<z.infer<typeof signingInSchema>>

/** Whom to sign in: the one of a profile, or, where there is no profile yet, anyone at a portal. */
export const signInTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('profile'), profile: z.string().min(1).max(256) }),
  z.strictObject({ kind: z.literal('portal'), portal: portalSchema }),
])
export type SignInTarget = Readonly<z.infer<typeof signInTargetSchema>>

/** `browser`: authorization code with PKCE, back to a port of this machine. `device`: a code to enter on any machine. */
export const signInWaySchema = z.enum(['browser', 'device'])
export type SignInWay = z.infer<typeof signInWaySchema>

export const portalAccountSchema = z.strictObject({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() })
export type PortalAccount = Readonly<z.infer<typeof portalAccountSchema>>

/** A profile to be written to the shared config, by the names that its sections take there. */
export const newProfileSchema = z.strictObject({
  name: z.string().regex(/^[\w@+.%:/-]{1,128}$/),
  portal: portalSchema,
  account: z.string().regex(/^\d{12}$/),
  role: z.string().regex(/^[\w+=,.@-]{1,64}$/),
  /** Where the cases are. */
  region: portalSchema.shape.region,
})
export type NewProfile = Readonly<z.infer<typeof newProfileSchema>>

/** What a profile has in common with one of the same portal, account and role in another region. */
export const profileKindSchema = newProfileSchema.omit({ name: true, region: true })
export type ProfileKind = Readonly<z.infer<typeof profileKindSchema>>
