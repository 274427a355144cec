import { parseArgs } from 'node:util'
import { caseIdSchema } from '#domain/case'
import { caseOfLink } from '#domain/case-link'

export const SHELLS = ['electron', 'chromium'] as const
export type ShellName = typeof SHELLS[number]

export interface Arguments {
  /** The AWS profile to open; null leaves the one chosen last. */
  profile: string | null
  /** The folder for everything that is kept; null for the user's own. */
  data: string | null
  headless: boolean
  /** The case to open; null leaves the one that was open last. */
  caseId: string | null
  /** null takes the better one that is there. */
  shell: ShellName | null
}

export const USAGE = `Fieldcase takes these options:
  --profile NAME              opens the workspace of this AWS profile
  --data DIR                  keeps everything in this folder (also: FIELDCASE_DATA)
  --shell electron|chromium   takes this shell and no other
  --headless                  shows no window (Chromium only)
  --case ID                   opens this case, as does a link fieldcase://case/ID`

/** Exit status for options that cannot be understood, as other command line programs have it. */
export const WRONG_USAGE = 2

/** `args` without the program and script names. */
export function parseArguments(args: readonly string[]): { ok: true, value: Arguments } | { ok: false, message: string } {
  const wrong = (what: string): { ok: false, message: string } => ({ ok: false, message: `${what}\n\n${USAGE}` })
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string' },
        data: { type: 'string' },
        headless: { type: 'boolean', default: false },
        shell: { type: 'string' },
        case: { type: 'string' },
      },
    })
    const shell = SHELLS.find(name => name === values.shell) ?? null
    if (values.shell !== undefined && shell === null) return wrong(`There is no shell '${values.shell}'.`)
    if (values.profile === '') return wrong('--profile needs a name.')
    if (values.data === '') return wrong('--data needs a folder.')
    const [link, stray] = positionals
    if (stray !== undefined) return wrong(`'${stray}' means nothing here.`)
    if (link !== undefined && caseOfLink(link) === null) return wrong(`'${link}' is no link to a case.`)
    if (values.case !== undefined && !caseIdSchema.safeParse(values.case).success) return wrong(`'${values.case}' is no id of a case.`)
    const caseId = values.case ?? (link === undefined ? null : caseOfLink(link))
    return { ok: true, value: { profile: values.profile ?? null, data: values.data ?? null, headless: values.headless, shell, caseId } }
  }
  catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}
