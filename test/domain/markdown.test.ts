import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyContent } from '#domain/case'
import { caseMarkdown, markdownLine, markdownText } from '#domain/words/markdown'
import { snapshotOf } from '../support/samples'

/** What a reader of Markdown shows of text in which nothing is left that means anything: escapes and numbers of signs resolved. */
function shown(markdown: string): string {
  return markdown.replaceAll('\\\n', '\n').replace(/\\([!-/:-@[-`{-~])|&#(\d+);/g, (_, sign: string | undefined, number: string) => sign ?? String.fromCharCode(Number(number)))
}

/** Text made of what Markdown, HTML and links are made of. */
const weird = fc.string({
  unit: fc.oneof(
    fc.constantFrom('*', '_', '`', '#', '|', '<', '>', '[', ']', '(', ')', '!', '\\', '&', '~', '-', '+', '=', '.', ':', '/', '@', ' ', '\t', '\n', '1', 'a'),
    fc.constantFrom('https://', 'www.', '&lt;', '<script>', '```', '---', '1. ', '> ', '![x](y)', '\\\n', '&#42;'),
    fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }),
  ),
  maxLength: 30,
}).filter(text => !/[\r\0]/.test(text))

it('shows any text as it is, line by line', () => {
  fc.assert(fc.property(weird, (text) => {
    const lines = shown(markdownText(text)).split('\n')
    return JSON.stringify(lines) === JSON.stringify(text.split('\n').map(line => line === '' ? ' ' : line))
  }), { numRuns: 2000 })
})

it('leaves no sign in a line that means anything: no link, no markup, no list, heading or code', () => {
  fc.assert(fc.property(weird.map(text => text.replaceAll('\n', ' ')), (text) => {
    const line = markdownLine(text)
    const bare = line.replace(/\\./g, '¤').replace(/&#\d+;/g, '¤')
    return !/[\\`*_[\]<>|~#&!@]|:\/\/|www\./i.test(bare) && !/^([ \t]|[-+=]|\d{1,9}[.)](\s|$))/.test(line) && !/[ \t]$/.test(line)
  }), { numRuns: 2000 })
})

it('copies the whole case, weird values and all, and says what is not sent', () => {
  const snapshot = snapshotOf()
  const content = {
    ...emptyContent(),
    title: '# Not a heading | <b>really</b>',
    description: '1. Looked at https://evil.example/a_b_c\n\n    indented\n- [ ] not a task',
    engagementType: 'Security Incident',
    reportedIncidentStartDate: Date.UTC(2026, 2, 27, 15, 32),
    threatActorIpAddresses: [{ ipAddress: '203.0.113.7', userAgent: 'curl|8.1 *x*' }, { ipAddress: '2001:DB8:0:0:0:0:0:1' }],
    impactedAccounts: [{ account: '000123123123' }],
    caseMetadata: [{ key: 'ticket', value: 'a\nb' }],
  }
  const now = Date.UTC(2026, 2, 28, 9)
  expect(caseMarkdown({ caseId: snapshot.caseId, facts: snapshot.facts, content, unsent: 3, complete: true, readAt: now, now, timeZone: 'Europe/Berlin' })).toBe(String.raw`# \# Not a heading \| \<b\>really\</b\>

**3 edits in this copy are not sent to the service yet.**

- **Status:** Submitted
- **Engagement type:** Security Incident
- **Reported:** 2026-03-27 16:32 CET (15:32 UTC)
- **Created:** 1970-01-01 01:00 CET (00:00 UTC)
- **Updated:** 1970-01-01 01:00 CET (00:00 UTC)
- **Resolver:** Self

## Description

&#49;. Looked at https\://evil.example/a\_b\_c\
&#32;\
&#32;&#32;&#32;&#32;indented\
\- \[ \] not a task

## Threat-actor addresses (2)

| Address | User agent |
| --- | --- |
| 203.0.113.7 | curl\|8.1 \*x\* |
| 2001:DB8:0:0:0:0:0:1 |  |

## Impacted accounts (1)

- 000123123123

## Metadata (1)

| Key | Value |
| --- | --- |
| ticket | a&#10;b |

*Case 1234567890, as read 2026-03-28 10:00 CET (09:00 UTC); copied 2026-03-28 10:00 CET (09:00 UTC).*
`)
})

it('of a case that is not read yet copies what is known, and says so', () => {
  const { caseId, facts, content } = snapshotOf({ title: 'Listed' })
  const text = caseMarkdown({ caseId, facts, content, unsent: 0, complete: false, readAt: 0, now: 0, timeZone: 'UTC' })
  expect(text).toContain('# Listed\n\n- **Status:** Submitted')
  expect(text).toContain('*The details of this case have not been read yet.*')
  expect(text).not.toContain('not sent')
})
