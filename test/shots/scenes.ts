import { night } from './night'
import type { Scene } from './scene'
import { signingIn } from './signing-in'
import { firstStart, fullDisk, noCases, practice, signedOut, thousands } from './troubles'

/** Every view and state of the app, by what leads to them. */
export const SCENES = {
  firstStart, night, practice, signedOut, signingIn, fullDisk, noCases, thousands,
} as const satisfies Record<string, Scene>
