import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPractice } from '#practice/practice'
import type { RunningApp } from '../shell/harness'
import { CASES, type Machine, newMachine } from './app'
import { field, grid, link, openCase, outbox, saved, SENT, standing, tabTo } from './screen'

let machine: Machine
let app: RunningApp
beforeAll(async () => {
  machine = await newMachine()
  app = await machine.open()
})
afterAll(() => machine.remove())

async function held() {
  const service = await startPractice({ folder: path.join(machine.data, 'practice') })
  try { return service.case(CASES.bedrock) }
  finally { await service.close() }
}

it('takes every field by keyboard with the link cut, and sends it all in one call when the link is back', async () => {
  const { page } = app
  const { keyboard } = page
  await openCase(page, CASES.bedrock)
  await standing(page, SENT)
  await link(page).focus()
  await keyboard.press('Space')
  await page.getByRole('switch', { name: 'Link', checked: false }).waitFor()

  await keyboard.press('Escape')
  await keyboard.press('e')
  await keyboard.type('Stolen key resold')
  await keyboard.press('Enter')
  await saved(page, 1)
  await standing(page, 'Offline')
  expect(await page.title()).toBe('(1 unsent) Fieldcase')

  await tabTo(page, 'Description')
  await keyboard.press('ControlOrMeta+a')
  await keyboard.type('First line.')
  await keyboard.press('Enter')
  await keyboard.type('Second line: naïve “quotes” 😀.')
  await tabTo(page, 'Reported')
  await keyboard.press('ControlOrMeta+a')
  await keyboard.type('2026-03-27 17:32')
  await tabTo(page, 'Started')
  await keyboard.press('ControlOrMeta+a')
  await keyboard.type('2026-03-25T08:00:00Z')
  await tabTo(page, 'Engagement type')
  await keyboard.type('Inv')
  await tabTo(page, 'Add a threat-actor address')
  await keyboard.type('2001:db8::7')
  await tabTo(page, 'User agent to add')
  await keyboard.type('curl/8.1')
  await keyboard.press('Enter')
  await tabTo(page, 'Add an impacted account')
  await keyboard.type('123123123')
  await keyboard.press('Enter')
  await tabTo(page, 'Add an impacted region')
  await keyboard.type('eu-west-1')
  await keyboard.press('Enter')
  await tabTo(page, 'Add an impacted service')
  await keyboard.type('AWS Lambda')
  await keyboard.press('Enter')
  await tabTo(page, 'Add a watcher')
  await keyboard.type('sam.okoro@example.com')
  await tabTo(page, 'Name to add')
  await keyboard.type('Sam Okoro')
  await tabTo(page, 'Job title to add')
  await keyboard.type('Analyst')
  await keyboard.press('Enter')
  await tabTo(page, 'Add a metadata entry')
  await keyboard.type('war-room')
  await tabTo(page, 'Value to add')
  await keyboard.type('R2-17')
  await keyboard.press('Enter')

  await saved(page, 11)
  expect(await page.title()).toBe('(11 unsent) Fieldcase')
  expect(await outbox(page).getByRole('listitem').count()).toBe(11)
  await grid(page, 'Threat-actor addresses').getByRole('row', { name: '2001:DB8:0:0:0:0:0:7' }).getByText('waiting').waitFor()
  await grid(page, 'Impacted accounts').getByRole('row', { name: '000123123123' }).getByText('waiting').waitFor()

  await link(page).focus()
  await keyboard.press('Space')
  await standing(page, SENT)
  expect(await page.title()).toBe('Fieldcase')
  await outbox(page).getByText('Nothing waits').waitFor()
  expect(await field(page, 'Title').inputValue()).toBe('Stolen key resold')
  expect(await grid(page, 'Impacted regions').getByText('waiting').count()).toBe(0)

  expect(await app.close()).toBe(0)
  const { edits, ...content } = await held()
  expect(content).toMatchObject({
    title: 'Stolen key resold',
    description: 'First line.\nSecond line: naïve “quotes” 😀.',
    reportedIncidentStartDate: Date.UTC(2026, 2, 27, 16, 32) / 1000,
    actualIncidentStartDate: Date.UTC(2026, 2, 25, 8) / 1000,
    engagementType: 'Investigation',
    threatActorIpAddresses: expect.arrayContaining([{ ipAddress: '2001:DB8:0:0:0:0:0:7', userAgent: 'curl/8.1' }, { ipAddress: '192.0.2.20' }]),
    impactedAccounts: ['000042424242', '000123123123'],
    impactedAwsRegions: [{ region: 'us-west-2' }, { region: 'eu-west-1' }],
    impactedServices: ['Amazon Bedrock', 'AWS IAM', 'AWS Cost Explorer', 'AWS Lambda'],
    watchers: expect.arrayContaining([{ email: 'sam.okoro@example.com', name: 'Sam Okoro', jobTitle: 'Analyst' }]),
    caseMetadata: expect.arrayContaining([{ key: 'war-room', value: 'R2-17' }, { key: 'ticket', value: 'SEC-4105' }]),
  })
  expect(edits).toHaveLength(3)
})
