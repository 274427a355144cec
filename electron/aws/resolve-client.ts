import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const OFFICIAL = '@aws-sdk/client-security-ir'

/**
 * Resolves the Security IR client for a build: the official package where it is installed, this
 * repository's own client with the same public names elsewhere. Not every registry carries the package.
 */
export function securityIrClient(): Plugin {
  return {
    name: 'fieldcase:security-ir-client',
    enforce: 'pre',
    resolveId(id) {
      if (id !== OFFICIAL) return null
      try {
        createRequire(import.meta.url).resolve(OFFICIAL)
        return null
      }
      catch {
        return fileURLToPath(new URL('./security-ir/index.ts', import.meta.url))
      }
    },
  }
}
