import { expect, it } from 'vitest'
import { proxyNamed, speaksOfProxies } from '#shell/electron-proxy'

it.each([
  ['DIRECT', null],
  ['PROXY proxy.corp:8080', 'http://proxy.corp:8080'],
  ['HTTPS proxy.corp:443; DIRECT', 'https://proxy.corp:443'],
  ['SOCKS5 socks.corp:1080; PROXY proxy.corp:8080', 'http://proxy.corp:8080'],
  ['DIRECT; PROXY proxy.corp:8080', null],
  ['SOCKS socks.corp:1080', null],
  ['', null],
])('the system\'s "%s" is the proxy %s', (list, proxy) => {
  expect(proxyNamed(list)).toBe(proxy)
})

it('an environment that names a proxy goes before the system\'s', () => {
  expect(speaksOfProxies({ https_proxy: 'http://a:1' })).toBe(true)
  expect(speaksOfProxies({ HTTP_PROXY: '', NO_PROXY: '*' })).toBe(false)
})
