import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { profileSchema } from '#channel/protocol'
import { parseIni } from '#aws/ini'
import { loadProfiles, profilesIn, publicProfile } from '#aws/profiles'

const file = 'config'
/** What only disk and journals tell is not in the file. */
const fileProfileSchema = profileSchema.omit({ signedInUntil: true, unsent: true })
const SESSION = '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start#/\nsso_region = eu-west-1\n'
const PROFILE = 'sso_session = corp\nsso_account_id = 012345678901\nsso_role_name = Responder\nregion = eu-central-1\n'

function only(text: string) {
  const { profiles, problem } = profilesIn(text, { file })
  expect(problem).toBeNull()
  expect(profiles).toHaveLength(1)
  return profiles[0]
}

describe('a profile', () => {
  it('with an sso-session can be used; its account keeps its zero', () => {
    expect(only(`[profile ir]\n${PROFILE}\n${SESSION}`))
      .toMatchObject({ name: 'ir', account: '012345678901', role: 'Responder', region: 'eu-central-1', problem: null })
  })

  it('that is the default one needs no word before its name', () => {
    expect(only(`[default]\n${PROFILE}\n${SESSION}`)).toMatchObject({ name: 'default', problem: null })
  })

  it('of the older form, with its own start URL, can be used', () => {
    expect(only('[profile old]\nsso_start_url=https://x.awsapps.com/start\nsso_region=us-east-1\nsso_account_id=111122223333\nsso_role_name=R\nregion=us-east-1'))
      .toMatchObject({ problem: null })
  })

  it.each([
    ['names a session that is not there', `[profile p]\n${PROFILE}`, 'It names the sso-session \'corp\', which is not in the file.'],
    ['names a session without a region', `[profile p]\n${PROFILE}[sso-session corp]\nsso_start_url = https://x`, 'Its sso-session \'corp\' has no sso_region.'],
    ['of the older form lacks its region of sign-in', '[profile p]\nsso_start_url = https://x', 'It has no sso_region.'],
    ['does not sign in by SSO', '[profile p]\naws_access_key_id = AKIA\nregion = eu-west-1',
      'It does not sign in through IAM Identity Center: it has neither sso_session nor sso_start_url.'],
    ['lacks its account', `[profile p]\nsso_session = corp\n${SESSION}`, 'It has no sso_account_id.'],
    ['lacks its region', `[profile p]\n${PROFILE.replace('region = eu-central-1\n', '')}${SESSION}`, 'It has no region.'],
    ['has a short account', `[profile p]\n${PROFILE.replace('012345678901', '12345678901')}${SESSION}`,
      'Its sso_account_id \'12345678901\' is not an account id: those are 12 digits.'],
    ['has a region that would be another host', `[profile p]\n${PROFILE.replace('eu-central-1', 'x.evil.example/')}${SESSION}`,
      'Its region \'x.evil.example/\' is not the name of a region, such as eu-west-1.'],
    ['has a name that the SDK does not find', `[profile "two words"]\n${PROFILE}${SESSION}`,
      'Its name holds a space or a sign that sign-in cannot read; letters, digits and - _ . @ + % : / can be read.'],
  ])('that %s says so', (_what, text, problem) => {
    expect(only(text)?.problem).toBe(problem)
  })

  it('finds the endpoint of its services section, and its own', () => {
    const text = `[profile p]\n${PROFILE}services = local\nendpoint_url = http://localhost:1\n${SESSION}`
      + '[services local]\ns3 =\n  endpoint_url = http://localhost:2\nsecurity_ir =\n  endpoint_url = http://localhost:3\n'
    expect(only(text)).toMatchObject({ endpointUrl: 'http://localhost:1', servicesEndpointUrl: 'http://localhost:3' })
  })

  it('is what the page is told of it, and no more', () => {
    const profile = only(`[profile p]\n${PROFILE}endpoint_url = http://localhost:1\n${SESSION}`)
    expect(profile && fileProfileSchema.parse(publicProfile(profile)))
      .toEqual({ name: 'p', account: '012345678901', role: 'Responder', region: 'eu-central-1', kind: null, problem: null })
  })

  it('can be made for another region as well, unless it has an endpoint or a setting that would be lost', () => {
    const kindOf = (more: string) => {
      const profile = only(`[profile p]\n${PROFILE}${more}${SESSION}`)
      return profile && publicProfile(profile).kind
    }
    expect(kindOf('')).toEqual({ portal: { startUrl: 'https://corp.awsapps.com/start#/', region: 'eu-west-1' }, account: '012345678901', role: 'Responder' })
    expect(kindOf('use_fips_endpoint = true\n')).toBeNull()
    expect(kindOf('endpoint_url = http://localhost:1\n')).toBeNull()
  })
})

describe('a damaged file', () => {
  it.each([
    ['a header that is not closed', `[profile broken\n${PROFILE}`, 1, 'the section\'s header cannot be read'],
    ['a header without a name', `# comment\n\n[profile ]\n${PROFILE}`, 3, 'the section\'s header cannot be read'],
    ['a line that says nothing', `[profile p]\n${PROFILE}what is this\n${SESSION}`, 6, 'this is neither a section nor a setting'],
    ['a setting before any section', `region = eu-west-1\n[profile p]\n${PROFILE}${SESSION}`, 1, 'the setting stands before any section'],
    ['a value without a name', `[profile p]\n = x\n${PROFILE}${SESSION}`, 2, 'the setting has no name'],
  ])('with %s is named with its line', (_what, text, line, reason) => {
    expect(profilesIn(text, { file: '/home/me/.aws/config' }).problem).toBe(`/home/me/.aws/config, line ${line}: ${reason}. The other lines are used.`)
  })

  it('keeps its other profiles in use', () => {
    const { profiles, problem } = profilesIn(`[profile good]\n${PROFILE}[profile bad\nregion = xx\n${SESSION}oops\n`, { file })
    expect(profiles).toMatchObject([{ name: 'good', region: 'eu-central-1', problem: null }])
    expect(problem).toBe('config, line 6: the section\'s header cannot be read (and 1 more). The other lines are used.')
  })
})

describe('what other tools write', () => {
  it('is read: comments, CRLF, a byte-order mark, quotes, and the same section twice', () => {
    const text = `\uFEFF; by hand\r\n[profile  'p' ] # mine\r\n${PROFILE.replaceAll('\n', ' ; note\r\n')}[plugins]\r\ncli = x\r\n[profile p]\r\nregion = us-east-1\r\n${SESSION}`
    expect(only(text)).toMatchObject({ name: 'p', region: 'us-east-1', problem: null })
  })

  it('such as a long value that goes on, indented, is not damage', () => {
    expect(parseIni('[profile p]\ncredential_process = a\n  --more words\nregion = x').damage).toEqual([])
  })

  it('keeps a # within a URL', () => {
    expect(parseIni('[sso-session s]\nsso_start_url = https://x/start#/').sections[0]?.values.get('sso_start_url')).toBe('https://x/start#/')
  })

  it('never stops the reading, whatever the text', () => {
    const line = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(
      '[', ']', '[]', '[profile', '[profile p]', '[profile __proto__]', '[default]', '[sso-session __proto__]', '=', ' = ', '__proto__ = x', 'constructor =',
      '  a = b', '\u0000', 'sso_session = __proto__', 'services = constructor', '\t', '#', 'region = eu-west-1'))
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
      const { profiles } = profilesIn(lines.join(end), { file })
      for (const profile of profiles) expect(fileProfileSchema.safeParse(publicProfile(profile)).success).toBe(true)
    }))
  }, 30_000)

  it.each(['[profile ' + ' '.repeat(100_000) + 'x', 'a' + ' '.repeat(100_000) + '#', '[' + '['.repeat(100_000)])('is read in time even where it is %.9s…', (text) => {
    // What takes time out of step with the length does not end in the test's time.
    expect(parseIni(text).damage.map(({ line }) => line)).toEqual([1])
  })
})

describe('the file', () => {
  let home: string
  beforeEach(async () => { home = await mkdtemp(join(tmpdir(), 'fieldcase-profiles-')) })
  afterEach(async () => rm(home, { recursive: true, force: true }))

  it('that is not there is one without profiles', async () => {
    expect(await loadProfiles({ env: {}, home })).toEqual({ profiles: [], problem: null })
  })

  it('is found in the home folder, or where AWS_CONFIG_FILE says', async () => {
    await mkdir(join(home, '.aws'))
    await writeFile(join(home, '.aws', 'config'), '[profile here]')
    await writeFile(join(home, 'elsewhere'), '[profile there]')
    expect(await loadProfiles({ env: {}, home })).toMatchObject({ profiles: [{ name: 'here' }] })
    expect(await loadProfiles({ env: { AWS_CONFIG_FILE: join(home, 'elsewhere') }, home })).toMatchObject({ profiles: [{ name: 'there' }] })
  })

  it('that cannot be read is named', async () => {
    expect(await loadProfiles({ env: { AWS_CONFIG_FILE: home }, home })).toEqual({ profiles: [], problem: `${home} cannot be read (EISDIR).` })
  })
})
