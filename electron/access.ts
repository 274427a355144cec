import { rm } from 'node:fs/promises'
import path from 'node:path'
import { openProfile } from '#aws/credentials'
import { createGateway } from '#aws/gateway'
import { loadProfiles, publicProfile } from '#aws/profiles'
import { ChannelFailure } from '#channel/errors'
import type { Output, Workspace } from '#channel/protocol'
import { startPractice } from '#practice/practice'
import { createRehearsals, type Rehearsals } from '#practice/rehearsals'
import type { CaseService } from './ports/service'
import type { Settings } from './settings'

/** The way to one workspace's service. */
export interface Access {
  facts: Workspace
  service: CaseService
  /** The practice service's link and contents; null where the service is AWS. */
  practice: PracticeSwitches | null
  /** Ends the calls under way. */
  hangUp(): void
  close(): Promise<void>
}

export interface PracticeSwitches {
  cut(): void
  restore(): void
  isCut(): boolean
  rehearsals: Rehearsals
}

/** The services there are to choose from. */
export interface Accesses {
  /**
   * The service of a profile, or without one the practice service.
   * @throws ChannelFailure `profile`, in words, where the profile cannot be used.
   */
  open(profile: string | null): Promise<Access>
  profiles(): Promise<Pick<Output<'profiles'>, 'profiles' | 'problem'>>
  /** What was chosen last. */
  chosen(): Promise<string | null>
  choose(profile: string | null): Promise<void>
  /** Forgets the practice service and the practice journal together; nothing of AWS is in either. */
  clearPractice(): Promise<void>
}

export interface AccessOptions {
  dataFolder: string
  env: NodeJS.ProcessEnv
  home: string
  resources: string
  settings: Settings
}

/** AWS by the profiles of `~/.aws/config`; the practice service is started in this process and called over real sockets. */
export function systemAccesses({ dataFolder, env, home, resources, settings }: AccessOptions): Accesses {
  return {
    async open(profile) {
      if (profile === null) return openPractice(dataFolder, resources)
      const opened = await openProfile(profile, { env, home })
      if (!opened.ok) throw new ChannelFailure('profile', opened.message)
      const { workspace, credentials, endpoint, fips } = opened
      const gateway = createGateway({ region: workspace.region, credentials, endpoint, fips })
      const hangUp = (): void => { gateway.close() }
      return { facts: workspace, service: gateway, practice: null, hangUp, close: async () => hangUp() }
    },
    async profiles() {
      const { profiles, problem } = await loadProfiles({ env, home })
      return { profiles: profiles.map(publicProfile), problem }
    },
    chosen: settings.profile,
    choose: settings.choose,
    async clearPractice() {
      await rm(practiceFolder(dataFolder), { recursive: true, force: true })
      await rm(workspaceFolder(dataFolder, 'practice'), { recursive: true, force: true })
    },
  }
}

async function openPractice(dataFolder: string, resources: string): Promise<Access> {
  const practice = await startPractice({ folder: practiceFolder(dataFolder), seedFolder: path.join(resources, 'practice') })
  const { region, account, endpoint, credentials } = practice
  const gateway = createGateway({ region, endpoint, credentials: async () => credentials })
  return {
    facts: { id: 'practice', practice: true, profile: null, account, region },
    service: gateway,
    practice: {
      cut: () => { practice.cut() },
      restore: () => { practice.restore() },
      isCut: () => practice.isCut,
      rehearsals: createRehearsals(practice),
    },
    hangUp: () => { gateway.close() },
    async close() {
      gateway.close()
      await practice.close()
    },
  }
}

/** A workspace's journal. */
export function workspaceFolder(dataFolder: string, id: string): string {
  return path.join(dataFolder, 'workspaces', id)
}

function practiceFolder(dataFolder: string): string {
  return path.join(dataFolder, 'practice')
}
