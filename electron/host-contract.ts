import type { ProxyFor } from '#aws/way-out'
import type { Port } from '#channel/port'
import type { CommandId } from '#domain/screen/commands'
import type { Sending } from '#shell/going-on'
import type { PageDatabase } from '#shell/page-database'
import type { Accesses } from './access'
import type { Clock } from './ports/clock'
import type { Disk } from './ports/disk'
import type { Settings } from './settings'
import type { OpenWorkspace } from './workspace'

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
  /** Takes a defect's name and place, never case data or secrets. */
  log: (line: string) => void
  clock?: Clock
  accesses?: Accesses
  settings?: Settings
  disk?: Disk
  /** Closes the window; `goOn`: sending goes on without it until all is sent. Without it the window only closes by itself. */
  leave?: (how: { goOn: boolean }) => void
  /** Shows a page in the responder's own browser, and tells whether one was asked to; without it none is. */
  openBrowser?: (url: string) => Promise<boolean>
  /** The proxy for a URL, where the shell knows the system's; otherwise the environment says. */
  proxyFor?: ProxyFor
  /** Where the shell keeps the page's database; without it that cannot be put aside. */
  database?: PageDatabase
}

export interface Host {
  /** The workspace that is open; null where none is, or not yet. */
  opened(): Promise<OpenWorkspace | null>
  /** How sending stands; null where no workspace is open. */
  sending(): Promise<Sending | null>
  /** Called soon after whatever may change {@link sending}. The returned function stops it. */
  onChange(listen: () => void): () => void
  /** Has the page show a case, now or once it is there. */
  want(caseId: string): void
  /** Has the page run a command. */
  command(id: CommandId): void
  close(): Promise<void>
}
