/** One safeguard of the app, switched off by replacing the text that is it. */
export interface Mutant {
  name: string
  /** The rule or promise that it breaks, as DESIGN calls it. */
  rule: string
  file: string
  /** Occurs exactly once in the file. */
  find: string
  replace: string
}

export const MUTANTS: readonly Mutant[] = []
