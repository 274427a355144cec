import { describe, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { editId, titleEdit } from '../support/samples'
import { machine, okay, running } from './machine'

describe('when another workspace opens', () => {
  it('in the midst of a hand-over, the rest of it is not sent to that one', async () => {
    const { page, host } = await running()
    host.refuse = (name) => {
      if (name === 'record') page.link.stop()
      return null
    }
    void page.link.record(Array.from({ length: 2000 }, (_, n) => titleEdit(n + 1)))
    await settled()
    await settled()
    expect(host.log.filter(name => name === 'record')).toHaveLength(1)
  })

  it('in the midst of a start, nothing of this one is compared with that one\'s journal', async () => {
    const { page, host } = machine()
    const first = page()
    okay(await first.start())
    await first.link.record([titleEdit(1)])
    first.link.stop()
    host.edits.clear()
    const again = page()
    host.refuse = (name) => {
      if (name === 'reconcile') again.link.stop()
      return null
    }
    expect(await again.start()).toMatchObject({ ok: false })
    await settled()
    expect(host.edits.has(editId(1))).toBe(false)
  })

  it('before the host could say so, what it refuses makes the page start anew', async () => {
    const { page, host } = await running()
    host.refuse = name => name === 'reconcile' ? { code: 'moved', message: 'Another workspace is open by now.' } : null
    page.link.connected()
    await settled()
    await settled()
    expect(page.kinds()).toContain('moved')
  })
})
