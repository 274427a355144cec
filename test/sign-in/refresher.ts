import { createOidc } from '#aws/sign-in/oidc'
import { openTokenCache } from '#aws/sign-in/token-cache'
import { createTokens } from '#aws/sign-in/tokens'
import { systemClock } from '../../electron/ports/clock'

/** A process of its own that takes the token once, and prints what it got. Waits for a line on stdin, so that two begin at once. */
const [home = '', endpoint = ''] = process.argv.slice(2)
const clock = systemClock
const oidc = createOidc({ region: 'eu-central-1', env: { AWS_ENDPOINT_URL_SSO_OIDC: endpoint }, clock })
process.stdout.write('ready\n')
process.stdin.once('data', () => {
  const tokens = createTokens({ cache: openTokenCache({ home, key: 'corp', clock }), oidc, clock, onChange: () => {} })
  void tokens.take().then((step) => {
    process.stdout.write(`${JSON.stringify(step)}\n`)
    process.exit(0)
  })
})
