import { z } from '#domain/zod'
import type { PortalAccount } from '#domain/sign-in'
import type { Clock } from '../../ports/clock'
import type { Surroundings } from '../way-out'
import { type Answer, CLIENT_SETTINGS, createAsking, onDemand } from './ask'
import { portalEndpoint } from './endpoints'

/** The portal of one region, asked by somebody who is signed in. Never throws for what network or service do, and never hangs. */
export interface PortalService {
  accounts(accessToken: string): Promise<Answer<PortalAccount[]>>
  /** The names of the roles in one account. */
  roles(accessToken: string, account: string): Promise<Answer<string[]>>
  logout(accessToken: string): Promise<Answer<true>>
  close(): void
}

/** The most the service gives; fewer would be more calls. */
const PAGE = 100
/** A portal that always names a next page would be read for ever; organisations have at most tens of thousands of accounts. */
const MOST_PAGES = 500

const word = z.string().min(1)
const next = word.nullish().transform(token => token ?? null)
const accountsSchema = z.object({
  nextToken: next,
  accountList: z.array(z.object({ accountId: word, accountName: z.string().nullish(), emailAddress: z.string().nullish() })).nullish(),
})
const rolesSchema = z.object({ nextToken: next, roleList: z.array(z.object({ roleName: word })).nullish() })

export function createPortal({ region, env, proxyFor, clock }: { region: string, clock: Clock } & Surroundings): PortalService {
  const { handler, ask } = createAsking({ clock, env, proxyFor })
  const service = onDemand(async () => {
    const sdk = await import('@aws-sdk/client-sso')
    const client = new sdk.SSOClient({
      region,
      endpoint: portalEndpoint(region, env),
      requestHandler: handler,
      maxAttempts: 2,
      authSchemePreference: [],
      ...CLIENT_SETTINGS,
    })
    return { sdk, client, destroy: () => client.destroy() }
  })

  return {
    accounts: accessToken => everyPage(nextToken => ask(
      async (options) => {
        const { sdk, client } = await service.get()
        return client.send(new sdk.ListAccountsCommand({ accessToken, maxResults: PAGE, nextToken }), options)
      },
      (output) => {
        const { data } = accountsSchema.safeParse(output)
        const items = data?.accountList?.map(({ accountId, accountName, emailAddress }) =>
          ({ id: accountId, name: accountName || null, email: emailAddress || null })) ?? []
        return data === undefined ? null : { items, next: data.nextToken }
      },
    )),
    roles: (accessToken, accountId) => everyPage(nextToken => ask(
      async (options) => {
        const { sdk, client } = await service.get()
        return client.send(new sdk.ListAccountRolesCommand({ accessToken, accountId, maxResults: PAGE, nextToken }), options)
      },
      (output) => {
        const { data } = rolesSchema.safeParse(output)
        return data === undefined ? null : { items: data.roleList?.map(({ roleName }) => roleName) ?? [], next: data.nextToken }
      },
    )),
    logout: accessToken => ask(
      async (options) => {
        const { sdk, client } = await service.get()
        return client.send(new sdk.LogoutCommand({ accessToken }), options)
      },
      () => true as const,
    ),
    close: service.close,
  }
}

type PageReader<T> = (nextToken: string | undefined) => Promise<Answer<{ items: T[], next: string | null }>>

async function everyPage<T>(read: PageReader<T>): Promise<Answer<T[]>> {
  const items: T[] = []
  let nextToken: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await read(nextToken)
    if (!answer.ok) return answer
    items.push(...answer.value.items)
    if (answer.value.next === null) break
    nextToken = answer.value.next
  }
  return { ok: true, value: items }
}
