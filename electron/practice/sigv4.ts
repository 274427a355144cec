import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { ServiceError } from './errors'
import { header, type Received } from './listener'

export interface Scope { date: string, region: string, service: string }

export interface Verification<Identity> {
  region: string
  service: string
  /** Milliseconds since 1970, the service's own clock. */
  now: number
  /** Throws the service's error for a key or session token it does not take. */
  identify(accessKeyId: string, sessionToken: string | null): { secretAccessKey: string, identity: Identity }
}

/** How far a request's date may be off, before or after; the signature's own lifetime at AWS. */
const LARGEST_SKEW_MS = 5 * 60_000

const AUTHORIZATION = new RegExp([
  '^AWS4-HMAC-SHA256 +Credential=(?<key>[^/, ]+)/(?<date>\\d{8})/(?<region>[^/, ]+)/(?<service>[^/, ]+)/aws4_request',
  'SignedHeaders=(?<headers>[^, ]+)',
  'Signature=(?<signature>[0-9a-f]{64})$',
].join(', *'))

/**
 * Checks a request's Signature Version 4 and tells who signed it. Throws the {@link ServiceError} that the service's
 * front answers with. Source: "Signature Version 4 signing process" in the IAM user guide.
 */
export function verify<Identity>(request: Received, { region, service, now, identify }: Verification<Identity>): Identity {
  const authorization = header(request, 'authorization')
  if (authorization === null) throw new ServiceError('MissingAuthenticationTokenException', 403, 'Missing Authentication Token')
  const { key, date, region: givenRegion, service: givenService, headers, signature } = AUTHORIZATION.exec(authorization)?.groups ?? {}
  if (!key || !date || !headers || !signature) {
    throw new ServiceError('IncompleteSignatureException', 403,
      'Authorization header requires Credential, SignedHeaders and Signature parameters of AWS4-HMAC-SHA256.')
  }
  const { secretAccessKey, identity } = identify(key, header(request, 'x-amz-security-token'))
  if (givenRegion !== region) throw invalid(`Credential should be scoped to a valid region, not '${givenRegion}'.`)
  if (givenService !== service) throw invalid(`Credential should be scoped to correct service: '${service}'.`)

  const signedHeaders = headers.split(';')
  const unsigned = mustBeSigned(request).find(name => !signedHeaders.includes(name))
  if (unsigned !== undefined) throw invalid(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`)

  const stamp = header(request, 'x-amz-date')
  const at = stamp === null ? null : parseStamp(stamp)
  if (stamp === null || at === null) {
    throw new ServiceError('IncompleteSignatureException', 403, 'A valid \'X-Amz-Date\' header, as in 20150830T123600Z, is required.')
  }
  if (!stamp.startsWith(date)) throw invalid('Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.')
  if (at < now - LARGEST_SKEW_MS) throw invalid(`Signature expired: ${stamp} is now earlier than ${toStamp(now - LARGEST_SKEW_MS)} (${toStamp(now)} - 5 min.)`)
  if (at > now + LARGEST_SKEW_MS) throw invalid(`Signature not yet current: ${stamp} is still later than ${toStamp(now + LARGEST_SKEW_MS)} (${toStamp(now)} + 5 min.)`)

  const expected = signatureOf(canonicalRequest(request, signedHeaders), stamp, { date, region, service }, secretAccessKey)
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    throw invalid('The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.')
  }
  return identity
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidSignatureException', 403, message)
}

/** A header that can change what a request means and is not signed could be changed on its way. */
function mustBeSigned({ headers }: Received): string[] {
  const meaning = headers.map(([name]) => name).filter(name => name.startsWith('x-amz-') || name === 'content-type')
  return ['host', 'x-amz-date', ...meaning]
}

/** The text that a signature covers, of the raw request and the names of its signed headers in their order. */
export function canonicalRequest({ method, path, query, headers, body }: Received, signedHeaders: readonly string[]): string {
  const lines = signedHeaders.map(name =>
    `${name}:${headers.filter(([other]) => other === name).map(([, value]) => squeeze(value)).join(',')}\n`)
  return [method, canonicalPath(path), canonicalQuery(query), lines.join(''), signedHeaders.join(';'), sha256(body)].join('\n')
}

export function signatureOf(canonical: string, stamp: string, { date, region, service }: Scope, secretAccessKey: string): string {
  const toSign = ['AWS4-HMAC-SHA256', stamp, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n')
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`)
  return hmac(key, toSign).toString('hex')
}

/** Every service but S3 signs the normalised path encoded once more. */
function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(escape(segment))
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}`
}

function canonicalQuery(query: string): string {
  const encoded = query.split('&').filter(pair => pair !== '').map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return [escape(unescape(name)), escape(unescape(value.join('=')))] as const
  })
  return encoded.sort(([a, x], [b, y]) => order(a, b) || order(x, y)).map(pair => pair.join('=')).join('&')
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function squeeze(value: string): string {
  return value.trim().replace(/\s+/g, ' ')
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text)
  }
  catch {
    return text
  }
}

function parseStamp(stamp: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp)
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? null : at
}

function toStamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
