import { spawn } from 'node:child_process'
import { hasDisplay } from './chromium-flags'
import { mayOpenOutside } from './electron-security'

type Env = Readonly<Record<string, string | undefined>>

/** Openers hand over to a browser and end; some stay for as long as the browser does. */
const SETTLED_MS = 2000

/** Whether the host may have a page shown: AWS's own for signing in, or that of the service which this environment names in its place. */
export function mayShowForSignIn(url: string, env: Env): boolean {
  if (mayOpenOutside(url)) return true
  const named = env['AWS_ENDPOINT_URL_SSO_OIDC'] || env['AWS_ENDPOINT_URL']
  if (!named || !URL.canParse(named) || !URL.canParse(url)) return false
  const { protocol, origin, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username === '' && password === '' && origin === new URL(named).origin
}

/** The system's own way to open a URL, without a shell to read it; null where there is no screen for it. */
export function openerOf(platform: NodeJS.Platform, env: Env): { command: string, args: string[] } | null {
  if (platform === 'win32') return { command: 'rundll32.exe', args: ['url.dll,FileProtocolHandler'] }
  if (platform === 'darwin') return { command: 'open', args: [] }
  // Without a screen it would look for a browser of the terminal's, unless it is told which one to take.
  return hasDisplay(platform, env) || env['BROWSER'] ? { command: 'xdg-open', args: [] } : null
}

/** Shows a page for signing in, in the responder's own browser. Resolves with whether one was asked to; never rejects. */
export async function openInBrowser(url: string, { platform = process.platform, env = process.env }: {
  platform?: NodeJS.Platform
  env?: NodeJS.ProcessEnv
} = {}): Promise<boolean> {
  const opener = openerOf(platform, env)
  if (opener === null || !mayShowForSignIn(url, env)) return false
  return new Promise((resolve) => {
    const child = spawn(opener.command, [...opener.args, url], { stdio: 'ignore', detached: true, env })
    const timer = setTimeout(() => resolve(true), SETTLED_MS)
    const settle = (opened: boolean): void => {
      clearTimeout(timer)
      resolve(opened)
    }
    child.once('error', () => settle(false))
    // rundll32 tells nothing by its status.
    child.once('exit', status => settle(status === 0 || platform === 'win32'))
    child.unref()
  })
}
