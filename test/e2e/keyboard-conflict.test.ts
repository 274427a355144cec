import { expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { focused, openCase, retype, saved, SENT, settles, standing, tabTo } from './screen'

const desk = newDesk()

it('resolves two conflicts in two cases one after the other, by keyboard alone', async () => {
  await desk.open()
  const { page, service } = desk
  await standing(page, SENT)
  const ipAddress = service.case(CASES.dns).threatActorIpAddresses[0]?.['ipAddress']
  if (ipAddress === undefined) throw new Error('The case has no address')
  service.cut()
  await openCase(page, CASES.tor)
  await retype(page, 'Title', 'Tor traffic, as I see it')
  await openCase(page, CASES.dns)
  await retype(page, `User agent of ${ipAddress}`, 'dig/9.18')
  await saved(page, 2)
  await service.editAs({ caseId: CASES.tor, update: { title: 'Tor traffic, as Mia sees it' } })
  await service.editAs({ caseId: CASES.dns, update: { threatActorIpAddressesToDelete: [{ ipAddress }] } })
  service.restore()
  await standing(page, '2 need you')

  await tabTo(page, 'Decide one by one')
  await page.keyboard.press('Enter')
  const asked = (name: string) => settles(name, () => focused(page), here => here === name)
  await asked(`${ipAddress}: conflict`)
  const sentences = await page.getByRole('region', { name: `${ipAddress}: conflict` }).textContent()
  expect(sentences).toMatch(/A colleague removed .+\. ?You changed its user agent to “dig\/9\.18” at \d\d:\d\d\./)
  await tabTo(page, 'Keep mine')
  await page.keyboard.press('Enter')

  await asked('Title: conflict')
  const question = page.getByRole('region', { name: 'Title: conflict' })
  expect(await question.getByRole('insertion').allTextContents()).toEqual(expect.arrayContaining([expect.stringContaining('Mia')]))
  await tabTo(page, 'The text that will be sent')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Tor traffic, as we see it')
  await page.keyboard.press('ControlOrMeta+Enter')
  await standing(page, SENT)
  expect(await focused(page)).toBe('Title')
  expect(service.case(CASES.tor).title).toBe('Tor traffic, as we see it')
  expect(service.case(CASES.dns).threatActorIpAddresses).toContainEqual({ ipAddress, userAgent: 'dig/9.18' })
})
