import { chmod, lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { additionFor, placeOfPortal } from '#aws/config-edit'
import { addProfile, watchConfig } from '#aws/config-file'
import { parseIni } from '#aws/ini'
import { profilesIn } from '#aws/profiles'
import type { NewProfile } from '#domain/sign-in'
import { temporaryHome } from './setup'

const PORTAL = { startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1' }
const NEW: NewProfile = { name: 'ir', portal: PORTAL, account: '012345678901', role: 'Incident.Responder@corp', region: 'eu-central-1' }

function edited(text: string, profile: NewProfile = NEW): string {
  const what = additionFor(text, profile)
  if (!what.ok) throw new Error(what.reason)
  return text + what.addition
}

const sectionsOf = (text: string) => parseIni(text).sections.map(({ kind, name, values, nested }) => ({
  kind, name, values: [...values], nested: [...nested].map(([key, inner]) => [key, [...inner]]),
}))

describe('a profile that is added', () => {
  it('can be used, and its sso-session as the AWS CLI writes one', () => {
    const text = edited('')
    expect(profilesIn(text, { file: 'config' })).toMatchObject({
      problem: null,
      profiles: [{
        name: 'ir', account: '012345678901', role: 'Incident.Responder@corp', region: 'eu-central-1', problem: null,
        signIn: { key: 'corp', startUrl: PORTAL.startUrl, region: 'eu-west-1', scopes: ['sso:account:access'] },
      }],
    })
    expect(text.startsWith('[sso-session corp]\n')).toBe(true)
  })

  it.each([
    ['as it is written', 'https://corp.awsapps.com/start'],
    ['as the portal\'s own page shows it', 'https://corp.awsapps.com/start/#/'],
  ])('takes up the sso-session of its portal, %s', (_how, startUrl) => {
    const text = `[sso-session mine]\nsso_start_url = ${startUrl}\nsso_region = eu-west-1\n`
    const sections = sectionsOf(edited(text))
    expect(sections.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['sso-session mine', 'profile ir'])
    expect(placeOfPortal(text, PORTAL)).toMatchObject({ key: 'mine', startUrl })
  })

  it.each([
    ['of another region', 'sso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1'],
    ['of another portal', 'sso_start_url = https://else.awsapps.com/start\nsso_region = eu-west-1'],
    ['that may not use accounts', 'sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_registration_scopes = codewhisperer:completions'],
  ])('makes a session of its own beside one %s', (_what, values) => {
    const text = `[sso-session corp]\n${values}\n`
    expect(sectionsOf(edited(text)).map(({ name }) => name)).toEqual(['corp', 'corp-2', 'ir'])
    expect(placeOfPortal(text, PORTAL).key).toBe('corp-2')
  })

  it('is refused under a name that is there, and with a start URL that the file cannot hold', () => {
    expect(additionFor('[profile ir]\n', NEW)).toEqual({ ok: false, reason: 'nameTaken' })
    expect(additionFor('[default]\n', { ...NEW, name: 'default' })).toEqual({ ok: false, reason: 'nameTaken' })
    const startUrl = 'https://corp.awsapps.com/start\n[profile evil]'
    expect(additionFor('', { ...NEW, portal: { ...PORTAL, startUrl } })).toEqual({ ok: false, reason: 'unwritable' })
  })

  it('leaves every byte that was there where it was, and what it meant', () => {
    const line = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(
      '[default]', '[profile a]', '[profile "b c"]', '[profile', '[sso-session corp]', '[services s]', 's3 =', '  endpoint_url = x', '# a remark', '; another',
      'region = eu-west-1', 'sso_region = eu-west-1', 'sso_start_url = https://corp.awsapps.com/start', 'sso_session = corp', 'a=b # c', '', '  ',
    ))
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean(), (lines, end, bom, last) => {
      const before = `${bom ? '\uFEFF' : ''}${lines.join(end)}${last ? end : ''}`
      const after = edited(before)
      expect(after.startsWith(before)).toBe(true)
      expect(sectionsOf(after).slice(0, sectionsOf(before).length)).toEqual(sectionsOf(before))
      expect(parseIni(after).damage).toEqual(parseIni(before).damage)
      const added = sectionsOf(after).slice(sectionsOf(before).length)
      expect(added.map(({ kind }) => kind)).toEqual(added.length === 1 ? ['profile'] : ['sso-session', 'profile'])
      expect(profilesIn(after, { file: 'config' }).profiles.find(({ name }) => name === 'ir'))
        .toMatchObject({ problem: null, signIn: { region: 'eu-west-1', key: placeOfPortal(before, PORTAL).key } })
      if (end === '\r\n' && before.includes('\r\n')) expect(after.slice(before.length).replaceAll('\r\n', '')).not.toContain('\n')
    }))
  })
})

describe('the shared config', () => {
  async function place() {
    const home = await temporaryHome()
    return { place: { env: {}, home }, file: path.join(home, '.aws', 'config') }
  }

  it('is made where there is none, for its owner only', async () => {
    const { place: at, file } = await place()
    expect(await addProfile(at, NEW)).toEqual({ ok: true })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toBe(edited(''))
  })

  it('keeps its bytes, its mode and its place behind a link, and stands beside itself as it was', async () => {
    const { place: at, file } = await place()
    const real = path.join(at.home, 'dotfiles')
    // 0xff is no UTF-8: bytes are kept, not what somebody reads in them.
    const before = Buffer.concat([Buffer.from('# remark \u00e9\r\n[profile a]\r\nregion = eu-west-1'), Buffer.from([0xFF])])
    await mkdir(path.dirname(file))
    await writeFile(real, before)
    await chmod(real, 0o640)
    await symlink(real, file)
    expect(await addProfile(at, NEW)).toEqual({ ok: true })
    const after = await readFile(real)
    expect(after.subarray(0, before.length).equals(before)).toBe(true)
    expect((await lstat(file)).isSymbolicLink()).toBe(true)
    expect((await stat(real)).mode & 0o777).toBe(0o640)
    expect((await readFile(`${real}.fieldcase-backup`)).equals(before)).toBe(true)
  })

  it('is left alone where the name is taken, there or in the credentials file', async () => {
    const { place: at, file } = await place()
    await mkdir(path.dirname(file))
    await writeFile(path.join(path.dirname(file), 'credentials'), '[ir]\naws_access_key_id = AKIA\n')
    expect(await addProfile(at, NEW)).toMatchObject({ ok: false, message: expect.stringContaining('choose another name') })
    await expect(stat(file)).rejects.toThrow('ENOENT')
  })

  it('that changes, also where it was not there before, is noticed', async () => {
    const { place: at, file } = await place()
    let heard = 0
    const watch = watchConfig(at, () => { heard += 1 })
    try {
      await addProfile(at, NEW)
      await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThan(0)
      const before = heard
      await writeFile(file, '[profile other]\n')
      await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThan(before)
    }
    finally { watch.close() }
  })
})
