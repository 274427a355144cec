import { partition } from '@aws-sdk/core/client'
import type { Env } from '../profiles'

/** Where the sign-in services of a region are called: as the SDK finds them, the environment before the region's own. */
export function oidcEndpoint(region: string, env: Env): string {
  return configured('AWS_ENDPOINT_URL_SSO_OIDC', env) ?? `https://oidc.${region}.${partition(region).dnsSuffix}`
}

export function portalEndpoint(region: string, env: Env): string {
  return configured('AWS_ENDPOINT_URL_SSO', env) ?? `https://portal.sso.${region}.${partition(region).dnsSuffix}`
}

function configured(name: string, env: Env): string | null {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return null
  const url = env[name] || env['AWS_ENDPOINT_URL']
  // One that is no URL is a mistake of the environment's: AWS itself is then called.
  return url && URL.canParse(url) ? url.replace(/\/+$/, '') : null
}
