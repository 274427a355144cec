/** Nine digits of seconds are 31 years: more than that is no answer to "when?". */
const SECONDS = /^\d{1,9}$/
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * How many ms a Retry-After header asks to wait; null where it says nothing usable. A date is measured
 * against the reply's own `date` where it has one, since this machine's clock may be off.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | null {
  const value = headers['retry-after']?.trim() ?? ''
  if (SECONDS.test(value)) return Number(value) * 1000
  const until = httpDate(value)
  return until === null ? null : Math.max(0, until - (httpDate(headers['date'] ?? '') ?? now))
}

/** Epoch milliseconds of a date as HTTP writes it; null for anything else. */
export function httpDate(value: string): number | null {
  // Date.parse alone takes "-1" for a year.
  const at = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : at
}
