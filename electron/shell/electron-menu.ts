import type { MenuItemConstructorOptions } from 'electron'
import type { CommandId, Key } from '#domain/screen/commands'
import { COMMANDS } from '#domain/screen/commands'

type Role = NonNullable<MenuItemConstructorOptions['role']>

/** One line of the menu: something of the system's, one of the app's commands, or a rule between them. */
export type Line = { role: Role } | { command: CommandId } | 'rule'
export interface MenuPart { label: string, role?: Role, lines: readonly Line[] }

/** The menu as data. Copy and paste need it on macOS; all else is there for whoever looks for it in a menu. */
export function menuParts(platform: NodeJS.Platform): MenuPart[] {
  const mac = platform === 'darwin'
  return [
    ...mac ? [{ label: 'Fieldcase', role: 'appMenu' as const, lines: [] }] : [],
    { label: 'File', lines: [{ command: 'palette' }, { command: 'workspace' }, 'rule', { command: 'exportOutbox' }, { command: 'exportHistory' }, 'rule', { command: 'print' }, 'rule', { role: mac ? 'close' : 'quit' }] },
    { label: 'Edit', role: 'editMenu', lines: [] },
    { label: 'Case', lines: [{ command: 'search' }, { command: 'nextCase' }, { command: 'previousCase' }, { command: 'nextNeed' }, 'rule', { command: 'title' }, { command: 'description' }, { command: 'addAddress' }, 'rule', { command: 'copyMarkdown' }, { command: 'copyLink' }, { command: 'read' }] },
    { label: 'Sending', lines: [{ command: 'undo' }, { command: 'redo' }, 'rule', { command: 'tryNow' }, { command: 'pause' }, { command: 'resume' }] },
    { label: 'View', lines: [{ command: 'outbox' }, { command: 'history' }, 'rule', { command: 'themeSystem' }, { command: 'themeLight' }, { command: 'themeDark' }, { command: 'contrast' }, { command: 'density' }, 'rule', { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }, 'rule', { role: 'reload' }] },
    { label: 'Window', role: 'windowMenu', lines: [] },
    { label: 'Help', lines: [{ command: 'help' }] },
  ]
}

/** The menu for Electron. The page has the keys itself, and only shows them here. */
export function menuTemplate(platform: NodeJS.Platform, run: (id: CommandId) => void): MenuItemConstructorOptions[] {
  return menuParts(platform).map(({ label, role, lines }) =>
    role === undefined ? { label, submenu: lines.map(line => lineOf(line, run)) } : { role })
}

function lineOf(line: Line, run: (id: CommandId) => void): MenuItemConstructorOptions {
  if (line === 'rule') return { type: 'separator' }
  if ('role' in line) return { role: line.role }
  const command = COMMANDS.find(({ id }) => id === line.command)
  const key = command?.keys?.find(({ control }) => control === true)
  const accelerator = key === undefined ? {} : { accelerator: acceleratorOf(key), registerAccelerator: false }
  return { label: command?.words ?? line.command, ...accelerator, click: () => run(line.command) }
}

const acceleratorOf = ({ key, shift }: Key): string => ['CommandOrControl', ...shift ? ['Shift'] : [], key.toUpperCase()].join('+')
