import type { Locator, Page } from 'playwright-core'
import { aNoun, FIELD_LABEL } from '#domain/words/labels'
import { field, openCase, outbox, rowOf } from '../e2e/screen'
import type { Intent, ListName } from './script'

/** The responder's hands: keyboard and clipboard on the page, nothing else. */
export interface Hands {
  act(intent: Intent): Promise<void>
  /** Answers a question about a text with a text of one's own. `what`: as the outbox names it. */
  decide(what: string, text: string): Promise<void>
  /** Types another key for an entry that was refused. */
  mend(key: string, another: string): Promise<void>
}

export function createHands(page: Page): Hands {
  let open: string | null = null
  const press = (key: string) => page.keyboard.press(key)
  const addLabel = (name: ListName | 'watchers' | 'caseMetadata') => `Add ${aNoun(FIELD_LABEL[name].one)}`

  async function over(label: string, text: string): Promise<void> {
    await field(page, label).focus()
    await press('ControlOrMeta+a')
    await page.keyboard.insertText(text)
  }

  /** Goes from a line of the outbox to where it is decided. */
  async function goTo(button: string, panel: RegExp): Promise<Locator> {
    await outbox(page).getByRole('button', { name: button, exact: true }).press('Enter')
    open = null
    return page.getByRole('region', { name: panel })
  }

  /** Puts lines on the clipboard by cutting them out of a text field, and pastes them where an entry is added. */
  async function paste(name: ListName, lines: readonly string[]): Promise<void> {
    const add = field(page, addLabel(name))
    const panel = page.getByRole('region', { name: `Paste many ${FIELD_LABEL[name].many}` })
    await page.getByRole('button', { name: `Paste many ${FIELD_LABEL[name].many}` }).press('Enter')
    await panel.getByRole('textbox').focus()
    await page.keyboard.insertText(lines.join('\n'))
    await press('ControlOrMeta+a')
    await press('ControlOrMeta+x')
    await press('Escape')
    await add.focus()
    await press('ControlOrMeta+v')
    await panel.getByText(new RegExp(`^${lines.length} new`)).waitFor()
    await press('ControlOrMeta+Enter')
    await panel.waitFor({ state: 'detached' })
  }

  return {
    async act(intent) {
      if (open !== intent.caseId) await openCase(page, intent.caseId)
      open = intent.caseId
      switch (intent.do) {
        case 'set':
          if (intent.field === 'engagementType') {
            await field(page, FIELD_LABEL.engagementType.label).focus()
            await page.keyboard.type(intent.value)
          }
          else {
            await over(FIELD_LABEL[intent.field].label, intent.value)
          }
          return press('Tab')
        case 'date':
          await over(FIELD_LABEL[intent.field].label, intent.text)
          return press('Enter')
        case 'add':
          await field(page, addLabel(intent.field)).focus()
          await page.keyboard.type(intent.key)
          return press('Enter')
        case 'paste': return paste(intent.field, intent.keys)
        case 'remove':
          await (await rowOf(page, FIELD_LABEL[intent.field].label, intent.key)).focus()
          return press('Delete')
        case 'watch':
          await field(page, addLabel('watchers')).focus()
          await page.keyboard.type(intent.email)
          await press('Tab')
          await page.keyboard.type(intent.name)
          await press('Tab')
          await page.keyboard.type(intent.jobTitle)
          return press('Enter')
        case 'jobTitle':
          await over(`Job title of ${intent.email}`, intent.value)
          return press('Enter')
        case 'put':
          await field(page, addLabel('caseMetadata')).focus()
          await page.keyboard.type(intent.key)
          await press('Tab')
          await page.keyboard.type(intent.value)
          return press('Enter')
      }
    },
    async decide(what, text) {
      const panel = await goTo(`Resolve ${what}`, /: conflict$/)
      await panel.getByLabel('The text that will be sent').focus()
      await press('ControlOrMeta+a')
      await page.keyboard.insertText(text)
      await press('ControlOrMeta+Enter')
      await panel.waitFor({ state: 'detached' })
    },
    async mend(key, another) {
      const panel = await goTo(`Edit +${key}`, /: parked$/)
      await panel.getByRole('textbox').focus()
      await press('ControlOrMeta+a')
      await page.keyboard.type(another)
      await press('Enter')
      await panel.waitFor({ state: 'detached' })
    },
  }
}
