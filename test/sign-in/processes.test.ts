import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { desk, fromNow } from './setup'

const REFRESHER = path.join(import.meta.dirname, 'refresher.ts')

/** Another Fieldcase, up to where it would look at the token. */
async function another(home: string, endpoint: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', REFRESHER, home, endpoint], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  await lines.next()
  return {
    async take(): Promise<unknown> {
      child.stdin.write('go\n')
      return JSON.parse(String((await lines.next()).value))
    },
  }
}

it('two processes that refresh at once keep one valid refresh token', async () => {
  const { home, practice, file } = await desk()
  await file.write({ ...await practice.sso.signIn(), expiresAt: fromNow(-1000) })
  const two = await Promise.all([another(home, practice.oidcEndpoint), another(home, practice.oidcEndpoint)])
  const [one, other] = await Promise.all(two.map(process => process.take()))
  expect(one).toMatchObject({ kind: 'good', accessToken: (await file.read())['accessToken'] })
  expect(other).toEqual(one)
  expect(practice.log.entries).toMatchObject([{ operation: 'CreateToken', status: 200 }])
  // What they left can be refreshed once more.
  await file.write({ ...await file.read(), expiresAt: fromNow(-1000) })
  const third = await another(home, practice.oidcEndpoint)
  expect(await third.take()).toMatchObject({ kind: 'good' })
}, 60_000)
