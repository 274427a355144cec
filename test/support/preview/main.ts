import { createPinia } from 'pinia'
import { createApp } from 'vue'
import type { Edit } from '#domain/edit'
import type { HeldReason } from '#domain/outcome'
import type { Status } from '#domain/status'
import { useCases } from '#state/cases'
import { useEditing } from '#state/editing'
import { useOutbox } from '#state/outbox'
import { useSession } from '#state/session'
import { useSync } from '#state/sync'
import App from '../../../src/App.vue'
import { inventCases } from './cases'

// What to show, by the words of the address's hash: #offline-held, #many, #failed …
const wants = (word: string): boolean => location.hash.slice(1).split('-').includes(word)

const app = createApp(App).use(createPinia())
const session = useSession()
const cases = useCases()
const outbox = useOutbox()
const sync = useSync()
const editing = useEditing()
const now = Date.now()

session.record = async (edits: readonly Edit[]) => {
  const undone = new Set(edits.flatMap(edit => edit.supersedes))
  const put = edits.filter(({ change }) => change.kind !== 'undo').map(edit => ({ edit, held: null }))
  outbox.change({ put, ended: [...undone] })
}
session.profiles = async () => ({
  chosen: null,
  problem: null,
  profiles: [
    { name: 'responder@prod', account: '111122223333', role: 'SecurityResponder', region: 'eu-west-1', problem: null },
    { name: 'audit', account: '444455556666', role: 'ReadOnly', region: 'us-east-1', problem: null },
    { name: 'old-payer', account: null, role: null, region: null, problem: 'The profile names the sso-session "corp", which ~/.aws/config does not have. Add [sso-session corp], or name another.' },
  ],
})
session.workspace = { id: 'practice', practice: true, profile: null, account: null, region: 'eu-west-1' }
session.setCut = async (cut: boolean) => { session.practice = { cut } }
session.practice = { cut: wants('offline') }

const idle: Status = { drain: { state: 'idle' }, sending: [], waits: [], throttledUntil: null, pull: { lastAt: now - 60_000, toRead: 0 } }
sync.status = wants('offline')
  ? { ...idle, drain: { state: 'offline', since: now - 240_000, nextTryAt: now + 12_000, reason: 'noRoute' } }
  : wants('signedout')
    ? { ...idle, drain: { state: 'signedOut', message: 'Your sign-in ended at 14:00. Run "aws sso login --profile responder@prod".', nextTryAt: now + 28_000 } }
    : idle

function hold(slotId: string, reason: HeldReason): void {
  const mark = cases.open?.view.marks.get(slotId)
  for (const edit of mark?.edits ?? []) outbox.put([{ edit, held: reason }])
}

async function fill(): Promise<void> {
  if (wants('empty')) return
  const invented = inventCases(wants('many') ? 2400 : 12, now)
  cases.put(invented)
  const [first, second, third] = invented
  if (first === undefined || second === undefined || third === undefined) return
  cases.openId = wants('unread') ? invented[3]?.caseId ?? null : wants('gone') ? invented[5]?.caseId ?? null : first.caseId
  if (wants('synced')) return
  await editing.setScalar(first.caseId, 'title', 'Exfiltration from billing bucket (contained)')
  await editing.putEntries(first.caseId, 'threatActorIpAddresses', [{ ipAddress: '203.0.113.7' }, { ipAddress: '203.0.113.9', userAgent: 'Boto3/1.34' }])
  await editing.removeEntries(first.caseId, 'threatActorIpAddresses', first.content.threatActorIpAddresses.slice(2, 3))
  await editing.putEntries(first.caseId, 'watchers', [{ email: 'soc@example.com', name: 'SOC on call', jobTitle: 'Duty desk' }])
  await editing.putEntries(first.caseId, 'caseMetadata', [{ key: 'severity', value: '1' }])
  await editing.setScalar(third.caseId, 'title', 'Crypto-mining in two batch accounts')
  if (wants('held')) {
    await editing.setScalar(first.caseId, 'description', 'Reads stopped at 15:29 UTC.')
    await editing.putEntries(first.caseId, 'impactedAccounts', [{ account: '999900001111' }])
    hold('description', { kind: 'conflict', field: 'description', base: first.content.description, mine: 'Reads stopped at 15:29 UTC.', theirs: 'Reads stopped at 15:31 UTC, see the bridge notes. Two more roles were touched.' })
    hold('impactedAccounts/999900001111', { kind: 'parked', code: 'ValidationException', message: 'Account 999900001111 is not a member of this organization.', requestId: '5f2c1d9e-77aa' })
    hold('threatActorIpAddresses/203.0.113.9', { kind: 'recovered' })
  }
  if (wants('unsaved')) outbox.unsaved = { ids: ['a'], message: 'The journal\'s disk is full. The edit stands in this window\'s database and is tried again; free 50 MB to go on.' }
}

await fill()
session.phase = wants('failed')
  ? { kind: 'failed', code: 'journalUnwritable', message: 'The folder ~/.local/share/fieldcase/journal is read-only.' }
  : wants('starting') ? { kind: 'starting' } : { kind: 'ready' }
app.mount('#app')
