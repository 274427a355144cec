import type { NewProfile, Portal } from '#domain/sign-in'
import { parseIni, type Ini } from './ini'
import { ACCOUNT_ACCESS, scopesOf, type SignInPlace } from './profiles'

/** What is to be put at the end of the file, or why nothing is. */
export type Addition
  = | { ok: true, addition: string }
    | { ok: false, reason: 'nameTaken' | 'unwritable' }

/** Names that the SDK's own reader takes, and that never need quotes. */
const NOT_IN_A_NAME = /[^\w@+.%:/-]+/g
/** In the file a space could begin a comment, and a line's end the next setting. */
const ONE_WORD = /^[\x21-\x7e]+$/

/**
 * The sections to append for a new profile, and for its sso-session where none of the file's is for that portal. What is
 * in the file stays as it is, byte for byte; its kind of line ends is kept.
 */
export function additionFor(text: string, { name, portal, account, role, region }: NewProfile): Addition {
  const ini = parseIni(text)
  if (ini.sections.some(section => section.kind === 'profile' && section.name === name)) return { ok: false, reason: 'nameTaken' }
  if (!ONE_WORD.test(portal.startUrl)) return { ok: false, reason: 'unwritable' }
  const session = sessionFor(ini, portal)
  const lines = [
    ...(text === '' || text === '\uFEFF' ? [] : endsLine(text) ? [''] : ['', '']),
    ...(session.there
      ? []
      : [
          `[sso-session ${session.name}]`,
          `sso_start_url = ${portal.startUrl}`,
          `sso_region = ${portal.region}`,
          `sso_registration_scopes = ${ACCOUNT_ACCESS}`,
          '',
        ]),
    name === 'default' ? '[default]' : `[profile ${name}]`,
    `sso_session = ${session.name}`,
    `sso_account_id = ${account}`,
    `sso_role_name = ${role}`,
    `region = ${region}`,
    '',
  ]
  return { ok: true, addition: lines.join(/\r\n/.test(text) ? '\r\n' : '\n') }
}

/** Where somebody signs in at a portal before a profile names it: under the sso-session that a profile made now would have. */
export function placeOfPortal(text: string, portal: Portal): SignInPlace {
  const ini = parseIni(text)
  const { name } = sessionFor(ini, portal)
  const values = ini.sections.find(section => section.kind === 'sso-session' && section.name === name)?.values
  return { key: name, startUrl: values?.get('sso_start_url') ?? portal.startUrl, region: portal.region, scopes: scopesOf(values ?? new Map()) }
}

function endsLine(text: string): boolean {
  return text.endsWith('\n') || text.endsWith('\r')
}

function sessionFor({ sections }: Ini, { startUrl, region }: Portal): { name: string, there: boolean } {
  const sessions = sections.filter(({ kind }) => kind === 'sso-session')
  const known = sessions.find(({ name, values }) => values.get('sso_region') === region
    && sameStart(values.get('sso_start_url') ?? '', startUrl) && !name.match(NOT_IN_A_NAME) && scopesOf(values).includes(ACCOUNT_ACCESS))
  if (known !== undefined) return { name: known.name, there: true }
  const base = (new URL(startUrl).hostname.split('.')[0] ?? '').replace(NOT_IN_A_NAME, '-') || 'portal'
  const taken = new Set(sessions.map(({ name }) => name))
  let name = base
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`
  return { name, there: false }
}

/** The portal's address is pasted with and without what its own page adds to it. */
function sameStart(one: string, other: string): boolean {
  return withoutEnd(one) === withoutEnd(other)
}

function withoutEnd(url: string): string {
  return url.replace(/#.*$/, '').replace(/\/+$/, '').toLowerCase()
}
