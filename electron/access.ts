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

export interface AccessOptions {
  profile: string | null
  dataFolder: string
  env: NodeJS.ProcessEnv
  home: string
  resources: string
}

/**
 * The service of a profile, or without one the practice service, started in this process and called over real sockets.
 * @throws ChannelFailure `profile`, in words, where the profile cannot be used.
 */
export async function openAccess({ profile, dataFolder, env, home, resources }: AccessOptions): Promise<Access> {
  if (profile === null) return openPractice(dataFolder, resources)
  const opened = await openProfile(profile, { env, home })
  if (!opened.ok) throw new ChannelFailure('profile', opened.message)
  const { workspace, credentials, endpoint, fips } = opened
  const gateway = createGateway({ region: workspace.region, credentials, endpoint, fips })
  const hangUp = (): void => { gateway.close() }
  return { facts: workspace, service: gateway, practice: null, hangUp, close: async () => hangUp() }
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

/** Forgets the practice service and the practice journal together; nothing of AWS is in either. */
export async function clearPractice(dataFolder: string): Promise<void> {
  await rm(practiceFolder(dataFolder), { recursive: true, force: true })
  await rm(workspaceFolder(dataFolder, 'practice'), { recursive: true, force: true })
}

/** A workspace's journal. */
export function workspaceFolder(dataFolder: string, id: string): string {
  return path.join(dataFolder, 'workspaces', id)
}

function practiceFolder(dataFolder: string): string {
  return path.join(dataFolder, 'practice')
}

export async function listProfiles(place: Pick<AccessOptions, 'env' | 'home'>): Promise<Pick<Output<'profiles'>, 'profiles' | 'problem'>> {
  const { profiles, problem } = await loadProfiles(place)
  return { profiles: profiles.map(publicProfile), problem }
}
