import { ServiceError } from './errors'

/** What a browser is shown, or where it is sent on to; in place of a JSON body. */
export class WebPage {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly html: string,
    /** For the log: the error that the page tells of. */
    readonly errorType: string | null = null,
  ) {}
}

export interface Result { status: number, errorType: string | null, headers: Readonly<Record<string, string>>, body: string }

/** What `run` came to, as a reply; a fault of this program's own is a 500 like any service's. */
export async function settle(run: () => unknown): Promise<Result> {
  try {
    const made = await run()
    if (made instanceof WebPage) return { status: made.status, errorType: made.errorType, headers: made.headers, body: made.html }
    return { status: 200, errorType: null, headers: {}, body: JSON.stringify(made) }
  }
  catch (error) {
    const { type, status, message, members, headers } = error instanceof ServiceError
      ? error
      : new ServiceError('InternalServerException', 500, `The practice service failed: ${error instanceof Error ? error.message : String(error)}`)
    return { status, errorType: type, headers, body: JSON.stringify({ message, ...members }) }
  }
}

/** `at`: the service's time in milliseconds since 1970; clients correct their own clock by it. */
export function jsonHeaders(
  { requestId, errorType, at }: { requestId: string, errorType: string | null, at: number },
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'date': new Date(at).toUTCString(),
    'x-amzn-requestid': requestId,
    ...(errorType !== null && { 'x-amzn-errortype': errorType }),
  }
}
