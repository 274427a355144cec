import { expect, it } from 'vitest'
import { mayShowForSignIn, openerOf, openInBrowser } from '#shell/open-browser'

it.each([
  'https://oidc.eu-west-1.amazonaws.com/authorize?client_id=a',
  'https://oidc.us-gov-west-1.amazonaws.com/authorize',
  'https://oidc.cn-north-1.amazonaws.com.cn/authorize',
])('the browser is shown AWS\'s own page: %s', (url) => {
  expect(mayShowForSignIn(url, {})).toBe(true)
})

it.each([
  'http://oidc.eu-west-1.amazonaws.com/authorize',
  'https://oidc.eu-west-1.amazonaws.com.example.org/authorize',
  'https://user@oidc.eu-west-1.amazonaws.com/',
  'https://oidc.eu-west-1.amazonaws.com:8443/',
  'http://127.0.0.1:4000/authorize',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '--new-window',
])('and nothing else: %s', async (url) => {
  expect(mayShowForSignIn(url, {})).toBe(false)
  expect(await openInBrowser(url, { env: { DISPLAY: ':0' } })).toBe(false)
})

it('but the page of the service that the environment names in AWS\'s place', () => {
  const env = { AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:4000' }
  expect(mayShowForSignIn('http://127.0.0.1:4000/authorize?a=b', env)).toBe(true)
  expect(mayShowForSignIn('http://127.0.0.1:4001/authorize?a=b', env)).toBe(false)
  expect(mayShowForSignIn('file://127.0.0.1:4000/authorize', { AWS_ENDPOINT_URL_SSO_OIDC: 'file://127.0.0.1:4000' })).toBe(false)
})

it('is not looked for where there is no screen, and its absence is told', async () => {
  expect(openerOf('linux', {})).toBeNull()
  expect(openerOf('linux', { DISPLAY: ':0' })).toEqual({ command: 'xdg-open', args: [] })
  const url = 'https://oidc.eu-west-1.amazonaws.com/authorize'
  expect(await openInBrowser(url, { platform: 'linux', env: { DISPLAY: ':0', PATH: '/nowhere' } })).toBe(false)
})
