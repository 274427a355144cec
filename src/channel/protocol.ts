import { caseIdSchema, instantSchema, snapshotSchema } from '#domain/case'
import { editIdSchema, editSchema } from '#domain/edit'
import { heldReasonSchema, historyEntrySchema, outcomeSchema } from '#domain/outcome'
import { preferencesPatchSchema, preferencesSchema } from '#domain/preferences'
import { rehearsalSchema } from '#domain/rehearsal'
import { commandIdSchema } from '#domain/screen/commands'
import { newProfileSchema, portalAccountSchema, portalSchema, profileKindSchema, signingInSchema, signInTargetSchema, signInWaySchema } from '#domain/sign-in'
import { statusSchema } from '#domain/status'
import { z } from '#domain/zod'

/** Raised whenever a message changes its meaning; page and host refuse any other. */
export const VERSION = 7

/** Longest message taken, in UTF-16 units: a full page of 200 large snapshots is about 20 million. */
export const MAX_MESSAGE = 32 * 1024 * 1024

const nothing = z.strictObject({})
const generation = z.string().min(1).max(64)
const cursor = z.int().nonnegative()

/** An edit as handed over, with the generation of the journal that its page knew when it was made. */
export const handedEditSchema = z.strictObject({ edit: editSchema, generation: generation.nullable() })
export type HandedEdit = Readonly<z.infer<typeof handedEditSchema>>

export const workspaceSchema = z.strictObject({
  /** Names database and journal folder: account and region, or `practice`. */
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  practice: z.boolean(),
  profile: z.string().nullable(),
  account: z.string().nullable(),
  region: z.string(),
})
export type Workspace = Readonly<z.infer<typeof workspaceSchema>>

/** Something on disk that could not be read; it was set aside, not dropped. */
export const damageSchema = z.strictObject({ file: z.string(), line: z.int().positive(), reason: z.string() })
export type Damage = Readonly<z.infer<typeof damageSchema>>

/** The page's database, moved out of the way as it could not be opened; `path` is where it lies now. */
export const asideSchema = z.strictObject({ path: z.string(), at: instantSchema })
export type Aside = Readonly<z.infer<typeof asideSchema>>

export const profileSchema = z.strictObject({
  name: z.string(),
  account: z.string().nullable(),
  role: z.string().nullable(),
  region: z.string().nullable(),
  /** What a profile for another region is made of; null where it would lack an endpoint or a setting of this one. */
  kind: profileKindSchema.nullable(),
  /** In words, what keeps the profile from being used; null where nothing does. */
  problem: z.string().nullable(),
  /** Until when its sign-in is good, in epoch milliseconds; null where nobody is signed in. */
  signedInUntil: z.int().nullable(),
  /** Edits of its workspace that wait on this machine; null where its workspace was never opened here. */
  unsent: z.int().nonnegative().nullable(),
})
export type Profile = Readonly<z.infer<typeof profileSchema>>

const practiceState = z.strictObject({ cut: z.boolean(), rehearsal: rehearsalSchema.nullable() })

/** What the page may ask of the host: each request with its input and its output. */
export const requests = {
  /** First of all: which database to open. */
  workspace: {
    input: nothing,
    output: z.strictObject({
      workspace: workspaceSchema,
      shell: z.enum(['electron', 'chromium']),
      generation,
      damage: z.array(damageSchema).readonly(),
      database: z.strictObject({
        /** What the start of this program has put aside; null where nothing. */
        aside: asideSchema.nullable(),
        /** An outcome that this shell's page has taken in for certain; null where no page ever had a database here. */
        remembered: cursor.nullable(),
      }),
    }),
  },
  /** Compares the outbox with the journal, by id. */
  reconcile: {
    input: z.strictObject({
      edits: z.array(editIdSchema).max(200_000).readonly(),
      /** Of each mirrored case: id, lastUpdatedDate, and whether it is complete. */
      mirror: z.array(z.tuple([caseIdSchema, instantSchema.nullable(), z.boolean()])).max(200_000).readonly(),
    }),
    output: z.strictObject({
      /** Edits of the page that the journal has never seen. */
      missing: z.array(editIdSchema).readonly(),
      /** Unsettled edits of the journal that the page did not name; of many the first: asked with these named it gives the next. */
      refill: z.array(z.strictObject({ edit: editSchema, held: heldReasonSchema.nullable() })).readonly(),
    }),
  },
  /** Durable in the journal when the reply comes. Idempotent by id. */
  record: {
    input: z.strictObject({ edits: z.array(handedEditSchema).min(1).max(1000).readonly() }),
    output: nothing,
  },
  outcomes: {
    input: z.strictObject({ after: cursor }),
    output: z.strictObject({ outcomes: z.array(outcomeSchema).readonly(), more: z.boolean() }),
  },
  /** The page has settled everything up to and including `cursor`, in a transaction that is committed. */
  acknowledge: { input: z.strictObject({ generation, cursor }), output: nothing },
  /** The page's database does not open: Fieldcase starts anew with an empty one, and the old one is kept. */
  setAside: { input: nothing, output: nothing },
  /** Read the list of cases now, or one case. */
  refresh: { input: z.strictObject({ caseId: caseIdSchema.nullable() }), output: nothing },
  /** Do not wait for the next try. */
  tryNow: { input: nothing, output: nothing },
  /** Nothing is sent until it is resumed, also after a restart; reading goes on. */
  pause: { input: z.strictObject({ paused: z.boolean() }), output: nothing },
  profiles: {
    input: nothing,
    output: z.strictObject({
      profiles: z.array(profileSchema).readonly(),
      chosen: z.string().nullable(),
      /** What is wrong with the file as a whole, naming file and line. */
      problem: z.string().nullable(),
    }),
  },
  /** Begins a sign-in, in place of one under way; `signingIn` tells how it goes. */
  signIn: { input: z.strictObject({ target: signInTargetSchema, way: signInWaySchema }), output: nothing },
  cancelSignIn: { input: nothing, output: nothing },
  /** How the sign-in under way stands, for a page that has just been opened. */
  signingIn: { input: nothing, output: signingInSchema },
  /** Revokes the token of the profile's sign-in and takes it from this machine, for the AWS CLI as well; edits stay. */
  signOut: { input: z.strictObject({ profile: z.string().min(1).max(256) }), output: nothing },
  /** The accounts that who is signed in at the portal may use, and the roles in one of them. */
  portalAccounts: {
    input: z.strictObject({ portal: portalSchema }),
    output: z.strictObject({ accounts: z.array(portalAccountSchema).readonly() }),
  },
  portalRoles: {
    input: z.strictObject({ portal: portalSchema, account: z.string().regex(/^\d{12}$/) }),
    output: z.strictObject({ roles: z.array(z.string()).readonly() }),
  },
  /** Writes a profile to the shared config, and disturbs nothing else in it. */
  createProfile: { input: z.strictObject({ profile: newProfileSchema }), output: nothing },
  /** How the responder wants the screen, in any workspace or none. */
  preferences: { input: nothing, output: preferencesSchema },
  prefer: { input: z.strictObject({ patch: preferencesPatchSchema }), output: nothing },
  /** The case that a link from outside names, told once; null where none does. */
  wanted: { input: nothing, output: z.strictObject({ caseId: caseIdSchema.nullable() }) },
  /** The responder closes the window. `goOn`: sending goes on without it until all is sent. */
  leave: { input: z.strictObject({ goOn: z.boolean() }), output: nothing },
  /** Switches the workspace; null is practice. The host then sends `moved`. */
  choose: { input: z.strictObject({ profile: z.string().min(1).max(256).nullable() }), output: nothing },
  practice: {
    input: z.strictObject({ action: z.enum(['state', 'cut', 'restore', 'reset']) }),
    output: practiceState,
  },
  /** Has the practice service misbehave; null has it behave again. `caseId`: the case that is open, for what concerns one case. */
  rehearse: {
    input: z.strictObject({ rehearsal: rehearsalSchema.nullable(), caseId: caseIdSchema.nullable() }),
    output: practiceState,
  },
  /** The journal's outcomes, newest first, from before `before` on; null begins with the newest. */
  history: {
    input: z.strictObject({ before: cursor.nullable() }),
    output: z.strictObject({ entries: z.array(historyEntrySchema).readonly(), more: z.boolean() }),
  },
  /** Whether every line of the outcome log still follows from the one before; `head` is the newest line's SHA-256. */
  verify: {
    input: nothing,
    output: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), count: z.int().nonnegative(), head: z.string() }),
      z.strictObject({ ok: z.literal(false), count: z.int().nonnegative(), brokenAt: z.int().positive() }),
    ]),
  },
  /** Writes the history as JSON Lines, or all that is not sent as JSON, to a new file of the user's, and says where. */
  export: {
    input: z.strictObject({ what: z.enum(['history', 'outbox']) }),
    output: z.strictObject({ path: z.string(), count: z.int().nonnegative() }),
  },
  /** What may have been overwritten in the window between a read and a write, and was not dismissed yet. */
  reports: { input: nothing, output: z.strictObject({ reports: z.array(outcomeSchema).readonly() }) },
  dismiss: { input: z.strictObject({ generation, seq: z.int().positive() }), output: nothing },
} as const

/** What the host tells the page unasked. */
export const events = {
  outcomes: z.strictObject({ generation, outcomes: z.array(outcomeSchema).min(1).readonly() }),
  snapshots: z.strictObject({ snapshots: z.array(snapshotSchema).readonly() }),
  status: statusSchema,
  /** The workspace was switched: everything on screen belongs to another one. */
  moved: nothing,
  /** A link from outside names a case: ask which, once there is a screen to show it. */
  wanted: nothing,
  signingIn: signingInSchema,
  /** The shared config has changed: ask for the profiles anew. */
  profiles: nothing,
  /** Chosen in the menu of the shell. */
  command: z.strictObject({ id: commandIdSchema }),
} as const

export type Requests = typeof requests
export type RequestName = keyof Requests
export type Input<N extends RequestName> = z.infer<Requests[N]['input']>
export type Output<N extends RequestName> = z.infer<Requests[N]['output']>
export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<N extends EventName> = z.infer<Events[N]>
