import { rm } from 'node:fs/promises'
import path from 'node:path'
import { openProfile } from '#aws/credentials'
import { createGateway } from '#aws/gateway'
import { type AwsProfile, loadProfiles, publicProfile } from '#aws/profiles'
import type { ProfileSignIn } from '#aws/sign-in/profile-sign-in'
import { createSigning, type Signing, type SigningListener } from '#aws/sign-in/signing'
import { openTokenCache } from '#aws/sign-in/token-cache'
import type { ProxyFor } from '#aws/way-out'
import { ChannelFailure } from '#channel/errors'
import type { Output, Profile, Workspace } from '#channel/protocol'
import { systemDisk } from '#journal/system-disk'
import { countUnsent } from '#journal/unsent'
import { startPractice } from '#practice/practice'
import { createRehearsals, type Rehearsals } from '#practice/rehearsals'
import { systemClock } from './ports/clock'
import type { CaseService } from './ports/service'
import type { Settings } from './settings'

/** The way to one workspace's service. */
export interface Access {
  facts: Workspace
  service: CaseService
  /** Who works here, and for how long; null where nobody needs to sign in. */
  signIn: ProfileSignIn | null
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
  /** Signing in and out, for as long as the host lives; null where no service here asks for it. */
  signing(listener: SigningListener): Signing | null
  /** Forgets the practice service and the practice journal together; nothing of AWS is in either. */
  clearPractice(): Promise<void>
}

export interface AccessOptions {
  dataFolder: string
  env: NodeJS.ProcessEnv
  home: string
  resources: string
  settings: Settings
  /** Shows a page in the responder's own browser, and tells whether one was asked to; without it none is. */
  openBrowser?: (url: string) => Promise<boolean>
  /** The proxy for a URL, where the shell knows the system's; otherwise the environment says. */
  proxyFor?: ProxyFor
}

/** AWS by the profiles of `~/.aws/config`; the practice service is started in this process and called over real sockets. */
export function systemAccesses(options: AccessOptions): Accesses {
  const { dataFolder, env, home, resources, settings, proxyFor, openBrowser = async () => false } = options
  async function told(profile: AwsProfile): Promise<Profile> {
    const { account, region, signIn } = profile
    const token = signIn === null ? null : await openTokenCache({ home, key: signIn.key, clock: systemClock }).read().catch(() => null)
    const isGood = token !== null && token.expiresAt > systemClock.now()
    const folder = account === null || region === null ? null : workspaceFolder(dataFolder, `${account}-${region}`)
    return {
      ...publicProfile(profile),
      signedInUntil: isGood ? token.expiresAt : null,
      // A journal that cannot be read says so when its workspace is opened.
      unsent: folder === null ? null : await countUnsent(systemDisk, folder).catch(() => null),
    }
  }

  return {
    async open(profile) {
      if (profile === null) return openPractice(dataFolder, resources)
      const opened = await openProfile(profile, { env, proxyFor, home })
      if (!opened.ok) throw new ChannelFailure('profile', opened.message)
      const { workspace, credentials, signIn, endpoint, fips } = opened
      const gateway = createGateway({ region: workspace.region, credentials, endpoint, fips, http: { env, proxyFor } })
      return {
        facts: workspace,
        service: gateway,
        signIn,
        practice: null,
        hangUp: () => { gateway.close() },
        async close() {
          gateway.close()
          signIn.close()
        },
      }
    },
    async profiles() {
      const { profiles, problem } = await loadProfiles({ env, home })
      return { profiles: await Promise.all(profiles.map(told)), problem }
    },
    chosen: settings.profile,
    choose: settings.choose,
    signing: listener => createSigning({ env, proxyFor, home, openBrowser }, listener),
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
    signIn: null,
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
