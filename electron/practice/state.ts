import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { caseContentSchema, caseFactsSchema, caseIdSchema, instantSchema } from '#domain/case'
import { z } from '#domain/zod'
import { sessionSchema, type Session } from './sessions'

const caseEditSchema = z.strictObject({ at: instantSchema, principal: z.string(), action: z.string(), message: z.string() })
export type CaseEdit = z.infer<typeof caseEditSchema>

export const attachmentSchema = z.strictObject({
  attachmentId: z.uuid(),
  fileName: z.string(),
  attachmentStatus: z.enum(['Verified', 'Failed', 'Pending']),
  creator: z.string(),
  createdDate: instantSchema,
})

const serviceCaseSchema = z.strictObject({
  caseId: caseIdSchema,
  facts: caseFactsSchema.extend({ createdDate: instantSchema, lastUpdatedDate: instantSchema }),
  content: caseContentSchema,
  attachments: z.array(attachmentSchema).readonly(),
  /** Oldest first. */
  edits: z.array(caseEditSchema).readonly(),
})
/** A case as the service holds it: a value, replaced by each update. Dates in milliseconds since 1970. */
export type ServiceCase = Readonly<z.infer<typeof serviceCaseSchema>>

const stateSchema = z.strictObject({
  version: z.literal(1),
  /** Keys of session tokens and page tokens derive from it: both stay good across restarts. */
  secret: z.string().min(32),
  ssoToken: z.string().min(32),
  cases: z.array(serviceCaseSchema),
  sessions: z.array(sessionSchema).default([]),
})

export interface State {
  readonly secret: string
  readonly ssoToken: string
  readonly cases: ReadonlyMap<string, ServiceCase>
  /** The sign-ins that have not ended, by their ids. */
  readonly sessions: Map<string, Session>
  /** Where an unreadable state file was kept, if one was found at start. */
  readonly movedAside: string | null
  put(value: ServiceCase): void
  replaceAll(cases: readonly ServiceCase[]): void
  /** Resolves when all that was put before is on disk; rejects when it could not be written. */
  save(): Promise<void>
}

/** Opens the one state file of `folder`, which is created. An empty folder, or a damaged file, starts with `seed()`. */
export async function openState(folder: string, seed: () => Promise<readonly ServiceCase[]>): Promise<State> {
  const file = join(folder, 'state.json')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const bytes = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  const stored = bytes === null ? null : parse(bytes)
  const movedAside = bytes !== null && stored === null ? join(folder, `state.damaged-${Date.now()}.json`) : null
  if (movedAside !== null) await rename(file, movedAside)

  const secret = stored?.secret ?? randomBytes(32).toString('hex')
  const ssoToken = stored?.ssoToken ?? randomBytes(48).toString('base64url')
  const cases = new Map((stored?.cases ?? await seed()).map(value => [value.caseId, value]))
  const sessions = new Map((stored?.sessions ?? []).map(session => [session.id, session]))
  const save = coalesced(() =>
    writeDurably(file, JSON.stringify({ version: 1, secret, ssoToken, cases: [...cases.values()], sessions: [...sessions.values()] })))
  if (stored === null) await save()

  return {
    secret,
    ssoToken,
    cases,
    sessions,
    movedAside,
    put(value) {
      cases.set(value.caseId, value)
    },
    replaceAll(values) {
      cases.clear()
      for (const value of values) cases.set(value.caseId, value)
    },
    save,
  }
}

function parse(text: string): z.infer<typeof stateSchema> | null {
  try {
    return stateSchema.parse(JSON.parse(text))
  }
  catch {
    return null
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** One write at a time; whoever asks during one shares the next, which carries everything asked for by then. */
function coalesced(write: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    next ??= running.catch(() => {}).then(() => {
      next = null
      running = write()
      return running
    })
    return next
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  }
  finally {
    await handle.close()
  }
  await rename(draft, file)
  await syncFolder(dirname(file))
}

/** Makes the rename itself durable; Windows cannot open folders and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  }
  finally {
    await handle.close()
  }
}
