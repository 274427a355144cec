import { LINK_CASES } from './link-cases'
import { LIST_SETTINGS_CASES } from './list-settings-cases'
import type { FaultCase } from './rehearse'
import { SERVICE_CASES } from './service-cases'
import { SETTINGS_CASES } from './settings-cases'
import { UNKNOWN_CASES } from './unknown-cases'

/** What can go wrong, by theme, in the order of the table. */
export const ALL_CASES: ReadonlyArray<readonly [theme: string, cases: readonly FaultCase[]]> = [
  ['What the service answers', SERVICE_CASES],
  ['What may have been applied', UNKNOWN_CASES],
  ['Network, sign-in and clock', LINK_CASES],
  ['What nobody knows of the service: lists', LIST_SETTINGS_CASES],
  ['What nobody knows of the service: the rest', SETTINGS_CASES],
]
