import fc from 'fast-check'
import type { ListField } from '#domain/fields'

/** The service model's patterns of each list's entries (2018-05-10), whole string, written down apart from the code under test. */
const OCTET = '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)'
const IPV4 = `(?:${OCTET}\\.){3}${OCTET}`

const chars = (text: string): number => [...text].length
const between = (text = '', min: number, max: number): boolean => chars(text) >= min && chars(text) <= max
const optional = (text: string | undefined, max: number): boolean => text === undefined || between(text, 1, max)

/** Whether the service's model allows the entry. */
export function modelAllows(field: ListField, entry: Readonly<Record<string, string>>): boolean {
  const { email = '', ipAddress = '', service = '', region = '', account = '' } = entry
  switch (field) {
    case 'watchers':
      return /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/.test(email) && between(email, 6, 254)
        && optional(entry['name'], 50) && optional(entry['jobTitle'], 50)
    case 'threatActorIpAddresses':
      return new RegExp(`^(?:${IPV4}|(?:[A-F0-9]{1,4}:){7}[A-F0-9]{1,4}|(?:[A-F0-9]{1,4}:){6}${IPV4})$`).test(ipAddress) && optional(entry['userAgent'], 500)
    case 'impactedServices': return /^[a-zA-Z0-9 -.():]+$/.test(service) && between(service, 2, 50)
    case 'impactedAwsRegions': return MODEL_REGIONS.includes(region)
    case 'impactedAccounts': return /^[0-9]{12}$/.test(account)
    case 'caseMetadata': return between(entry['key'], 1, 500) && between(entry['value'], 1, 2000)
  }
}

export const MODEL_REGIONS = `af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1
ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1
eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1
sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`.split(/\s+/)

/** Text of any code points, controls and lone surrogates among them. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x2FF }), fc.integer({ min: 0, max: 0x10FFFF }))
  return fc.array(codePoint, { maxLength }).map(codes => codes.map(code => String.fromCodePoint(code)).join(''))
}
