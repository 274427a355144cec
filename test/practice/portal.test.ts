import {
  GetRoleCredentialsCommand, InvalidRequestException, ListAccountRolesCommand, ListAccountsCommand, LogoutCommand, paginateListAccounts,
  SSOServiceException, UnauthorizedException, type AccountInfo,
} from '@aws-sdk/client-sso'
import { expect, test } from 'vitest'
import type { Settings } from '#practice/settings'
import { MINING, send, sign, unsignedRequest } from './harness'
import { signIn, startSso } from './sign-in'

async function begin(settings: Partial<Settings> = {}) {
  const sso = await startSso({ signIn: 'allow', ...settings })
  const { accessToken } = await signIn(sso.oidc, sso.practice)
  const credentialsOf = (accountId: string, roleName: string) =>
    sso.portal.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName }))
  return { ...sso, accessToken, credentialsOf }
}

const accountNumber = (index: number) =>
  ({ accountId: String(100_000_000_000 + index), accountName: `A ${index}`, emailAddress: `a${index}@example.com` })

test('every account is listed once, over as many pages as it takes', async () => {
  const accounts = Array.from({ length: 250 }, (_, index) => accountNumber(index))
  const { portal, accessToken } = await begin({ accounts: accounts.map(account => ({ ...account, roles: ['Reader'] })) })
  const pages: AccountInfo[][] = []
  for await (const { accountList = [] } of paginateListAccounts({ client: portal }, { accessToken })) pages.push(accountList)
  expect(pages.map(page => page.length)).toEqual([100, 100, 50])
  expect(pages.flat()).toEqual(accounts)

  const { accountList, nextToken } = await portal.send(new ListAccountsCommand({ accessToken, maxResults: 7 }))
  expect(accountList).toHaveLength(7)
  expect((await portal.send(new ListAccountsCommand({ accessToken, maxResults: 7, nextToken }))).accountList?.[0]).toMatchObject({ accountName: 'A 7' })
})

test('an account\'s roles are listed, page by page too, and the credentials of one appear as that role\'s', async () => {
  const { practice, portal, accessToken, credentialsOf } = await begin()
  const accountId = '123456789012'
  const list = (nextToken?: string) => portal.send(new ListAccountRolesCommand({ accessToken, accountId, maxResults: 1, nextToken }))
  const first = await list()
  const second = await list(first.nextToken)
  expect([first.roleList, second.roleList, second.nextToken])
    .toEqual([[{ roleName: 'PowerUser', accountId }], [{ roleName: 'SecurityAudit', accountId }], undefined])

  const { roleCredentials } = await credentialsOf(accountId, 'SecurityAudit')
  const { accessKeyId = '', secretAccessKey = '', sessionToken } = roleCredentials ?? {}
  const request = unsignedRequest(practice, 'GET', `/v1/cases/${MINING}/get-case`)
  expect((await send(practice.endpoint, sign(request, { accessKeyId, secretAccessKey, sessionToken }))).status).toBe(200)
  expect(practice.log.entries.at(-1)?.principal).toBe('arn:aws:sts::123456789012:assumed-role/SecurityAudit/alex.morgan')
})

test('credentials are good as long as the setting says', async () => {
  const { practice, credentialsOf } = await begin({ credentialsSeconds: 900 })
  const { roleCredentials } = await credentialsOf(practice.account, practice.role)
  const left = (roleCredentials?.expiration ?? 0) - Date.now()
  expect([left > 800_000, left <= 900_000]).toEqual([true, true])
})

test('a token that is unknown, altered or expired is refused by every operation', async () => {
  const { practice, portal, accessToken, wait } = await begin()
  const refused = async (token: string) => {
    const account = { accessToken: token, accountId: practice.account }
    await expect(portal.send(new ListAccountsCommand({ accessToken: token }))).rejects.toBeInstanceOf(UnauthorizedException)
    await expect(portal.send(new ListAccountRolesCommand(account))).rejects.toBeInstanceOf(UnauthorizedException)
    await expect(portal.send(new GetRoleCredentialsCommand({ ...account, roleName: practice.role })))
      .rejects.toBeInstanceOf(UnauthorizedException)
    await expect(portal.send(new LogoutCommand({ accessToken: token }))).rejects.toBeInstanceOf(UnauthorizedException)
  }
  await refused('x')
  await refused(`${accessToken.slice(0, -4)}AAAA`)
  wait(3_600_000)
  await refused(accessToken)
})

test('what the responder is not assigned to is forbidden', async () => {
  const { practice, portal, accessToken, credentialsOf } = await begin()
  const calls = [
    () => credentialsOf(practice.account, 'Admin'),
    () => credentialsOf('999999999999', practice.role),
    () => portal.send(new ListAccountRolesCommand({ accessToken, accountId: '999999999999' })),
  ]
  for (const call of calls) await expect(call()).rejects.toMatchObject({ name: 'ForbiddenException', $metadata: { httpStatusCode: 403 } })
  practice.configure({ accounts: [] })
  await expect(credentialsOf(practice.account, practice.role)).rejects.toBeInstanceOf(SSOServiceException)
})

test('a page of a wrong size, or after a token of another list, is refused', async () => {
  const { portal, accessToken } = await begin()
  const accountId = '123456789012'
  const { nextToken } = await portal.send(new ListAccountsCommand({ accessToken, maxResults: 1 }))
  for (const wrong of [{ maxResults: 0 }, { maxResults: 101 }, { nextToken: 'x' }]) {
    await expect(portal.send(new ListAccountsCommand({ accessToken, ...wrong }))).rejects.toBeInstanceOf(InvalidRequestException)
  }
  for (const wrong of [{ accountId, nextToken }, { accountId: '' }]) {
    await expect(portal.send(new ListAccountRolesCommand({ accessToken, ...wrong }))).rejects.toBeInstanceOf(InvalidRequestException)
  }
})
