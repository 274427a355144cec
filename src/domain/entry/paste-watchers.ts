import type { Cell, PastedItem, Row } from './rows'

/**
 * The watchers of one pasted row: `Name <mail>`, `Last, First <mail>`, or an e-mail with name and job title beside it in
 * cells; several where each part between semicolons names one, or each cell is one.
 */
export function watcherItems(row: Row): PastedItem[] {
  const mails = row.cells.filter(({ text }) => text.includes('@'))
  if (mails.length === 1) return oneWatcher(row, row.cells)
  if (mails.length === 0) return [{ text: row.text, members: { email: row.text } }]
  const parts = betweenSemicolons(row)
  if (parts.length > 1 && parts.every(part => part.filter(({ text }) => text.includes('@')).length === 1)) {
    return parts.flatMap(part => oneWatcher(row, part))
  }
  return row.cells.filter(({ text }) => text !== '').flatMap(cell => oneWatcher(row, [cell]))
}

function oneWatcher(row: Row, cells: readonly Cell[]): PastedItem[] {
  const mail = cells.findIndex(({ text }) => text.includes('@'))
  const cell = cells[mail]
  const written = row.text.slice(cells[0]?.start, cells.at(-1)?.end).trim()
  if (cell === undefined) return [{ text: written, members: { email: written } }]
  const words = cell.text.split(/\s+/)
  if (cells.length === 1 && words.length > 1 && words.every(word => word.includes('@'))) {
    return words.map(word => ({ text: word, members: { email: word } }))
  }
  const texts = cells.map(({ text }) => text)
  const angled = /^([^<>]*)<([^<>]*)>$/.exec(cell.text)
  if (angled !== null) {
    const [, name = '', email = ''] = angled
    const members = { email, name: joined([...texts.slice(0, mail), name]).replace(/^"(.*)"$/, '$1'), jobTitle: joined(texts.slice(mail + 1)) }
    return [{ text: written, members }]
  }
  const [name = '', ...titles] = texts.toSpliced(mail, 1)
  return [{ text: written, members: { email: cell.text, name, jobTitle: joined(titles) } }]
}

function joined(texts: readonly string[]): string {
  return texts.map(text => text.trim()).filter(text => text !== '').join(', ')
}

function betweenSemicolons({ text, cells }: Row): Cell[][] {
  const parts: Cell[][] = [[]]
  for (const cell of cells) {
    parts.at(-1)?.push(cell)
    if (text.charAt(cell.end) === ';') parts.push([])
  }
  return parts.filter(part => part.some(cell => cell.text !== ''))
}
