import { ENGINE_MUTANTS } from './mutant-engine'
import { LOG_MUTANTS } from './mutant-logs'
import type { StoryName } from './stories'

/** One safeguard of the app, switched off by replacing the text that is it. */
export interface Mutant {
  name: string
  /** The rule or promise that it breaks, as DESIGN has it. */
  rule: string
  /** In which it is likely to show. */
  story: StoryName
  file: string
  /** Occurs exactly once in the file. */
  find: string
  replace: string
}

export const MUTANTS: readonly Mutant[] = [...ENGINE_MUTANTS, ...LOG_MUTANTS]
