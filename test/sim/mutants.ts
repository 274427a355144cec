import { ENGINE_MUTANTS } from './mutant-engine'
import { LOG_MUTANTS } from './mutant-logs'
import type { Event } from './history'
import type { NetFault } from './network-faults'

/** One safeguard of the app, switched off by replacing the text that is it. */
export interface Mutant {
  name: string
  /** The rule or promise that it breaks, as DESIGN has it. */
  rule: string
  /** Without which it cannot show: histories with many of these are played first. */
  takes?: ReadonlyArray<Event['kind'] | NetFault['kind'] | 'unknown'>
  file: string
  /** Occurs exactly once in the file. */
  find: string
  replace: string
}

export const MUTANTS: readonly Mutant[] = [...ENGINE_MUTANTS, ...LOG_MUTANTS]
