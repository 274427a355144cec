import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AppFiles, openAppFiles, resolveAppPath } from '#shell/app-files'
import { CONTENT_POLICY } from '#shell/content-policy'

let folder: string
let files: AppFiles
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-files-'))
  const root = path.join(folder, 'page')
  await mkdir(path.join(root, 'assets'), { recursive: true })
  await mkdir(path.join(folder, 'page-beside'))
  await writeFile(path.join(root, 'index.html'), 'the page')
  await writeFile(path.join(root, 'assets', 'a b.js'), 'a script')
  await writeFile(path.join(root, 'notes.xyz'), 'of no known type')
  await writeFile(path.join(folder, 'secret.js'), 'secret')
  await writeFile(path.join(folder, 'page-beside', 'secret.js'), 'secret')
  await symlink(path.join(folder, 'secret.js'), path.join(root, 'link.js'))
  await symlink(folder, path.join(root, 'up'))
  files = openAppFiles(root)
})
afterAll(() => rm(folder, { recursive: true }))

const get = async (address: string, method = 'GET') => {
  const { status, headers, body } = await files.answer({ method, url: `https://app.invalid${address}` })
  return { status, type: headers['Content-Type'], text: body.toString() }
}

describe('the app\'s files', () => {
  it('are served with their types', async () => {
    expect(await get('/')).toEqual({ status: 200, type: 'text/html; charset=utf-8', text: 'the page' })
    expect(await get('/index.html?x=1#y')).toMatchObject({ status: 200, text: 'the page' })
    expect(await get('/assets/a%20b.js')).toEqual({ status: 200, type: 'text/javascript; charset=utf-8', text: 'a script' })
    expect(await get('/', 'HEAD')).toMatchObject({ status: 200, text: '' })
  })

  it.each([
    '/../secret.js', '/..%2fsecret.js', '/%2e%2e%2fsecret.js', '/%252e%252e/secret.js', '/..\\secret.js', '/..%5csecret.js', '/assets/..%2f..%2fsecret.js',
    '/..%2fpage-beside/secret.js', '//secret.js', '/link.js', '/up/secret.js', '/%00', '/index.html%00.js', '/C:/secret.js', '/index.html::$DATA',
    '/%', '/assets', '/assets/', '/missing.js', '/notes.xyz',
  ])('are all that is served: not %s', async (address) => {
    expect(await get(address)).toMatchObject({ status: 404, text: 'The app has no such file.' })
  })

  it('cannot be written', async () => {
    expect(await get('/index.html', 'PUT')).toMatchObject({ status: 405 })
  })

  it('bring the policy along, refusals too', async () => {
    for (const url of ['https://app.invalid/', 'https://app.invalid/missing', 'nonsense']) {
      const { headers } = await files.answer({ method: 'GET', url })
      expect(headers).toMatchObject({ 'Content-Security-Policy': CONTENT_POLICY, 'X-Content-Type-Options': 'nosniff' })
    }
  })

  it('are never left, whatever the path is made of', () => {
    const pieces = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', '%00', '\0', 'a', ':', '%', 'é')
    fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const found = resolveAppPath('/srv/page', `/${parts.join('')}`)
      expect(found === null || found.startsWith('/srv/page/')).toBe(true)
    }))
  })
})

describe('the page\'s policy', () => {
  it('allows no inline script, no eval, no foreign source and no frame', () => {
    const directives = new Map(CONTENT_POLICY.split('; ').map(each => [each.split(' ')[0], each.split(' ').slice(1)]))
    expect(directives.get('default-src')).toEqual(['\'none\''])
    expect(directives.get('script-src')).toEqual(['\'self\''])
    expect(directives.get('connect-src')).toEqual(['\'self\''])
    expect(directives.get('frame-ancestors')).toEqual(['\'none\''])
    expect(CONTENT_POLICY).not.toMatch(/unsafe|\*|https?:|data:/)
  })
})
