import type { Port } from '#channel/port'

export interface HostOptions {
  port: Port
  shell: 'electron' | 'chromium'
  dataFolder: string
  env: NodeJS.ProcessEnv
  home: string
  /** The folder `resources`. */
  resources: string
  /** The AWS profile to open; null leaves the one chosen last. */
  profile: string | null
}

export async function createHost({ port }: HostOptions): Promise<{ close(): Promise<void> }> {
  port.onMessage(text => port.send(text))
  return { close: async () => {} }
}
