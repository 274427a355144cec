export interface IniDamage { line: number, reason: string }

export interface IniSection {
  kind: 'profile' | 'sso-session' | 'services' | 'other'
  name: string
  values: ReadonlyMap<string, string>
  /** Settings indented beneath a key without a value of its own, as in a `services` section. */
  nested: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export interface Ini { sections: readonly IniSection[], damage: readonly IniDamage[] }

interface OpenSection extends IniSection {
  values: Map<string, string>
  nested: Map<string, Map<string, string>>
}

const NAMELESS = ['profile', 'sso-session', 'services']
const TYPED = /^(profile|sso-session|services)\s+(?:"([^"]*)"|'([^']*)'|(\S.*))$/

/**
 * Reads AWS's shared-config dialect of INI: `[default]`, `[profile x]`, `[sso-session x]` and `[services x]`,
 * values, and settings nested by indentation. Never throws: a line that is none of these is reported with its
 * number, from 1, and passed over, and so are the settings beneath a header that cannot be read. A section that comes
 * twice is one, its later values winning.
 */
export function parseIni(text: string): Ini {
  const sections = new Map<string, OpenSection>()
  const damage: IniDamage[] = []
  let section: OpenSection | 'none' | 'damaged' = 'none'
  let parent: Map<string, string> | null = null

  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  lines.forEach((whole, index) => {
    const line = withoutComment(whole)
    if (line === '') return
    const report = (reason: string): void => { damage.push({ line: index + 1, reason }) }
    if (line.startsWith('[')) {
      parent = null
      const header = headerOf(line)
      if (header === null) report('the section\'s header cannot be read')
      section = header === null ? 'damaged' : sectionOf(sections, header)
      return
    }
    if (section === 'damaged') return
    const at = line.indexOf('=')
    const indented = /^\s/.test(whole)
    if (at === 0) return report('the setting has no name')
    if (at < 0) {
      // Indented, it is a longer value going on; no setting read here has one.
      if (!indented || section === 'none') report('this is neither a section nor a setting')
      return
    }
    if (section === 'none') return report('the setting stands before any section')
    const name = line.slice(0, at).trim()
    const value = line.slice(at + 1).trim()
    if (indented && parent !== null) {
      parent.set(name, value)
      return
    }
    parent = null
    if (value !== '') section.values.set(name, value)
    else section.nested.set(name, parent = new Map())
  })
  return { sections: [...sections.values()], damage }
}

/** `#` and `;` begin a comment at the start of a line or after a space; values such as URLs may hold them. */
function withoutComment(line: string): string {
  const at = /(?:^|\s)[#;]/.exec(line)?.index
  return line.slice(0, at).trim()
}

function headerOf(line: string): Pick<IniSection, 'kind' | 'name'> | null {
  const inner = line.slice(1, -1).trim()
  if (!line.endsWith(']') || inner === '' || inner.includes(']')) return null
  if (inner === 'default') return { kind: 'profile', name: 'default' }
  if (NAMELESS.includes(inner)) return null
  const [, type, doubled, single, bare] = TYPED.exec(inner) ?? []
  const name = (doubled ?? single ?? bare)?.trim()
  if (type === 'profile' || type === 'sso-session' || type === 'services') return name ? { kind: type, name } : null
  return { kind: 'other', name: inner }
}

function sectionOf(sections: Map<string, OpenSection>, { kind, name }: Pick<IniSection, 'kind' | 'name'>): OpenSection {
  const key = `${kind} ${name}`
  const section = sections.get(key) ?? { kind, name, values: new Map(), nested: new Map() }
  sections.set(key, section)
  return section
}
