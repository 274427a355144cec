import type { Page } from 'playwright-core'
import { DEFAULT_SSO_SETTINGS } from '#practice/sso-settings'
import { SENT, standing } from '../e2e/screen'
import { PROFILE, signIn, startService } from '../support/machine'
import { begin, onMachine, type Scene } from './scene'

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Case or command' }).fill(words)
  await page.getByRole('option', { name: words, exact: true }).click()
}

/** Signing in both ways, out, and a profile of the responder's own. */
export const signingIn: Scene = onlooker => onMachine({}, async (machine) => {
  const service = await startService(machine)
  await signIn(machine, 'a token that the portal knows no more')
  const page = await begin((await machine.openOn(service)).page, onlooker)
  await standing(page, 'Signed out')
  await onlooker.see('nothing-read-yet', page)
  const sheet = page.getByRole('dialog', { name: `Sign in to ${PROFILE}` })
  await command(page, 'Sign in')
  await sheet.getByLabel('Address of the sign-in page').waitFor()
  await onlooker.see('sign-in-browser', page)
  await sheet.getByRole('button', { name: 'Use a code instead' }).click()
  const code = await sheet.getByLabel('Code', { exact: true }).innerText()
  await onlooker.see('sign-in-code', page)
  service.sso.decide(code, 'allow')
  await sheet.getByText(/Signed in until/).waitFor()
  await onlooker.see('signed-in', page)
  await sheet.getByRole('button', { name: 'Go on' }).click()
  await standing(page, SENT)

  await command(page, 'Set up an AWS profile')
  const profile = page.getByRole('dialog', { name: 'Set up an AWS profile' })
  await onlooker.see('new-profile', page)
  await profile.getByLabel('Start URL of the access portal').fill(DEFAULT_SSO_SETTINGS.startUrl)
  await profile.getByLabel('Region of IAM Identity Center').fill('eu-central-1')
  await page.keyboard.press('Enter')
  await profile.getByLabel('Role').locator('option').first().waitFor({ state: 'attached' })
  await onlooker.see('new-profile-account', page)
  await profile.getByRole('button', { name: 'Cancel' }).click()
  await command(page, 'Sign out')
  await page.getByRole('dialog', { name: 'Sign out?' }).waitFor()
  await onlooker.see('sign-out', page)
})
