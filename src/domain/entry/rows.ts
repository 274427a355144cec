/** A cell of a pasted row: its text without surrounding quotes and spaces, and where it stands in the row. */
export interface Cell { text: string, quoted: boolean, start: number, end: number }

export interface Row { text: string, cells: Cell[] }

/** One entry as it stands in a pasted text: its own words, and the members read out of them, not yet checked. */
export interface PastedItem { text: string, members: Record<string, string> }

const NEW_LINE = '\n\r\u0085\u2028\u2029'
const BULLET = / *(?:(?:[-*•·▪‣–]|\d{1,3}[.)])[ \t]+)?/y
// Room for the longest metadata value, each of its characters a doubled quote: how far a quote may be from its end.
const MAX_QUOTED = 8200

/**
 * Reads rows and cells the way spreadsheets write them: a cell in double quotes may hold separators, `""` is a quote in
 * it, and where `multiline` says so it may hold line breaks. A quote that is not closed is an ordinary character.
 * Rows with nothing in them are left out; the bullet or number of a list's line is not part of its row.
 */
export function* readRows(text: string, separators: string, multiline = false): Generator<Row> {
  const ends = new RegExp(`[${separators}${NEW_LINE}]|$`, 'g')
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    BULLET.lastIndex = at
    BULLET.exec(text)
    const start = Math.max(at, BULLET.lastIndex)
    const cells: Cell[] = []
    at = start - 1
    do {
      const cell = readCell(text, at + 1, ends, multiline)
      cells.push({ ...cell, start: cell.start - start, end: cell.end - start })
      at = cell.end
    } while (at < text.length && !NEW_LINE.includes(text.charAt(at)))
    if (cells.some(cell => cell.text !== '')) yield { text: text.slice(start, at).trimEnd(), cells }
    at += 1
  }
}

function readCell(text: string, start: number, ends: RegExp, multiline: boolean): Cell {
  let open = start
  while (text.charAt(open) === ' ') open += 1
  const close = text.charAt(open) === '"' ? closingQuote(text, open, ends, multiline) : -1
  ends.lastIndex = Math.max(open, close + 1)
  const end = ends.exec(text)?.index ?? text.length
  if (close < 0) return { text: text.slice(start, end).trim(), quoted: false, start, end }
  const after = text.slice(close + 1, end).trim()
  const inner = text.slice(open + 1, close).replaceAll('""', '"')
  return { text: after === '' ? inner : `${inner} ${after}`, quoted: after === '', start, end }
}

/** Where the quote opened at `open` is closed: before the cell's end, or before the address of `"Doe, Jane" <jane@…>`. */
function closingQuote(text: string, open: number, ends: RegExp, multiline: boolean): number {
  const last = Math.min(text.length, open + MAX_QUOTED)
  for (let at = open + 1; at < last; at += 1) {
    const char = text.charAt(at)
    if (!multiline && NEW_LINE.includes(char)) return -1
    if (char !== '"') continue
    let next = at + 1
    if (text.charAt(next) === '"') {
      at = next
      continue
    }
    while (text.charAt(next) === ' ') next += 1
    ends.lastIndex = next
    return text.charAt(next) === '<' || ends.exec(text)?.index === next ? at : -1
  }
  return -1
}
