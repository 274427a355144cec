import { expect, it } from 'vitest'
import { COMMANDS } from '#domain/screen/commands'
import { type Line, menuParts, menuTemplate } from '#shell/electron-menu'

const commandsOf = (lines: readonly Line[]): string[] => lines.flatMap(line => typeof line === 'object' && 'command' in line ? [line.command] : [])

it('has copy and paste, and every command once, with the words and keys of the palette', () => {
  const parts = menuParts('linux')
  expect(parts.map(({ role }) => role).filter(role => role !== undefined)).toEqual(['editMenu', 'windowMenu'])
  const commands = parts.flatMap(({ lines }) => commandsOf(lines))
  expect(new Set(commands).size).toBe(commands.length)
  expect(commands.every(id => COMMANDS.some(command => command.id === id))).toBe(true)
})

it('has the menu of the app itself on macOS only', () => {
  expect(menuParts('darwin')[0]).toMatchObject({ role: 'appMenu' })
  expect(menuParts('win32')[0]).toMatchObject({ label: 'File' })
})

it('runs the command that is chosen, and leaves the keys to the page', () => {
  const ran: string[] = []
  const file = menuTemplate('linux', id => ran.push(id))[0]?.submenu
  const palette = Array.isArray(file) ? file[0] : undefined
  expect(palette).toMatchObject({ label: 'Go to a case, run a command', accelerator: 'CommandOrControl+K', registerAccelerator: false })
  Reflect.apply(palette?.click ?? (() => {}), null, [])
  expect(ran).toEqual(['palette'])
})
