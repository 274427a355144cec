import { execFile, spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { addProfile } from '#aws/config-file'
import { openTokenCache, written } from '#aws/sign-in/token-cache'
import { systemClock } from '../../electron/ports/clock'
import { HOUR, temporaryHome } from './setup'

const PYTHON = '/usr/bin/python3'
const absent = spawnSync(PYTHON, ['-c', 'import botocore.tokens']).status !== 0
if (absent) console.warn('Not run: our sign-in found by the AWS CLI\'s own library, because python3-botocore is not installed.')

/** What the AWS CLI does before its first call. */
const SCRIPT = `
import botocore.session, botocore.tokens
token = botocore.tokens.SSOTokenProvider(botocore.session.Session(profile='ir')).load_token()
print(token.get_frozen_token().token)
`

function asTheCli(home: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(PYTHON, ['-c', SCRIPT], { env: { PATH: process.env['PATH'], HOME: home } }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr))
      else resolve(stdout.trim())
    })
  })
}

it.skipIf(absent)('the AWS CLI\'s own library finds profile and sign-in as we write them, and nobody after we have signed out', async () => {
  const home = await temporaryHome()
  const portal = { startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1' }
  expect(await addProfile({ env: {}, home }, { name: 'ir', portal, account: '111122223333', role: 'Responder', region: 'eu-central-1' })).toEqual({ ok: true })
  const cache = openTokenCache({ home, key: 'corp', clock: systemClock })
  const later = written(Date.now() + HOUR)
  await cache.change({
    ...portal, accessToken: 'ours', expiresAt: later, clientId: 'c', clientSecret: 's', registrationExpiresAt: later, refreshToken: 'r',
  })
  expect(await asTheCli(home)).toBe('ours')
  await cache.change({ accessToken: undefined, expiresAt: undefined, refreshToken: undefined })
  await expect(asTheCli(home)).rejects.toThrow('SSOTokenLoadError')
})
