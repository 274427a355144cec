import { CredentialsFault } from '#aws/classify'
import type { CredentialsProvider } from '#aws/gateway'
import { z } from '#domain/zod'
import type { Practice } from '#practice/practice'

/** `lasting` never needs renewing; `renewed`: the SSO portal gives new credentials; `ended`: it does once someone has signed in. */
export type SignInKind = 'lasting' | 'renewed' | 'ended'

export interface SignIn {
  credentials: CredentialsProvider
  /** Someone signs in at the browser. */
  signIn(): void
  /** How often new credentials were asked for by force. */
  forced(): number
}

const credentialsSchema = z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() })
const replySchema = z.object({ roleCredentials: credentialsSchema })

export function signInOf(kind: SignInKind, practice: Practice): SignIn {
  let current: Awaited<ReturnType<CredentialsProvider>> = practice.credentials
  let ended = kind === 'ended'
  let forced = 0
  return {
    async credentials({ forceRefresh = false } = {}) {
      if (!forceRefresh) return current
      forced += 1
      if (ended) throw new CredentialsFault({ kind: 'signIn', message: 'The sign-in has ended. Your edits are safe here.' })
      if (kind !== 'lasting') current = await fromPortal(practice)
      return current
    },
    signIn: () => { ended = false },
    forced: () => forced,
  }
}

async function fromPortal({ ssoEndpoint, ssoToken, account, role }: Practice) {
  const url = new URL(`/federation/credentials?${new URLSearchParams({ role_name: role, account_id: account })}`, ssoEndpoint)
  const reply = await fetch(url, { headers: { 'x-amz-sso_bearer_token': ssoToken } })
  return replySchema.parse(await reply.json()).roleCredentials
}
