import { grouped } from './labels'
import { wordDiff } from './word-diff'

/**
 * A piece of one of three texts: `added` stands in no earlier one, `lost` is gone from one of the later ones or both,
 * `skipped` takes the place of a long stretch that is the same in all.
 */
export interface Piece { kind: 'same' | 'added' | 'lost' | 'skipped', text: string, title?: string }

/** Null where nothing stands. */
export interface ThreeTexts { base: readonly Piece[] | null, theirs: readonly Piece[] | null, mine: readonly Piece[] | null }

type Texts = Record<keyof ThreeTexts, string | null>

/** What two people made of one text, word by word: what each added stands in theirs, what either took away in the one of before. */
export function threeTexts({ base, theirs, mine }: Texts): ThreeTexts {
  return { base: lostPieces({ base, theirs, mine }), theirs: addedPieces(theirs, base), mine: addedPieces(mine, base) }
}

/** Where nothing was before, no word of it needs a mark. */
function addedPieces(text: string | null, base: string | null): Piece[] | null {
  if (text === null) return null
  return base === null ? [{ kind: 'same', text }] : marked(wordDiff(text, base).map(piece => ({ kind: piece.own ? 'added' : 'same', text: piece.text })))
}

function lostPieces({ base, theirs, mine }: Texts): Piece[] | null {
  if (base === null) return null
  const [goneThere, goneHere] = [theirs, mine].map(other => other === null ? [] : wordDiff(base, other))
  const ends = [...new Set([0, ...endsOf(goneThere ?? []), ...endsOf(goneHere ?? []), base.length])].sort((a, b) => a - b)
  return marked(ends.slice(1).map((end, index): Piece => {
    const start = ends[index] ?? 0
    const title = TITLES[`${isOwn(goneThere ?? [], start)}/${isOwn(goneHere ?? [], start)}`]
    const text = base.slice(start, end)
    return title === undefined ? { kind: 'same', text } : { kind: 'lost', text, title }
  }))
}

/** As it is shown: a mark begins and ends with a word, not with the space beside it, unless spaces are all it is about. */
function marked(pieces: readonly Piece[]): Piece[] {
  return joined(joined(pieces).flatMap((piece): Piece[] => {
    const [, before = '', words = '', after = ''] = /^( *)(.*?)( *)$/s.exec(piece.text) ?? []
    if (piece.kind === 'same' || words === '') return [piece]
    return [{ kind: 'same', text: before } as const, { ...piece, text: words }, { kind: 'same', text: after } as const].filter(({ text }) => text !== '')
  }))
}

/** With neighbours of one kind as one, and the spaces between them: a line of words that all differ is one mark, not many. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = []
  for (const [index, piece] of pieces.entries()) {
    const last = all.at(-1)
    const next = pieces[index + 1]
    const between = /^ +$/.test(piece.text) && last !== undefined && last.kind !== 'same' && isAlike(last, next)
    if (last !== undefined && (between || isAlike(last, piece))) last.text += piece.text
    else all.push({ ...piece })
  }
  return all
}

function isAlike(one: Piece, other: Piece | undefined): boolean {
  return one.kind === other?.kind && one.title === other.title
}

const TITLES: Readonly<Record<string, string>> = {
  'true/true': 'In neither theirs nor mine',
  'true/false': 'Not in theirs',
  'false/true': 'Not in mine',
}

type Owned = ReturnType<typeof wordDiff>

function endsOf(pieces: Owned): number[] {
  let at = 0
  return pieces.map(({ text }) => at += text.length)
}

function isOwn(pieces: Owned, at: number): boolean {
  let end = 0
  return pieces.find(({ text }) => (end += text.length) > at)?.own ?? false
}

/** Of a longer stretch that is the same in all texts, only so much is shown at either end, in UTF-16 units. */
const KEPT = 160
const WORTH_SKIPPING = 4 * KEPT

/** With the long stretches left out in which nobody changed anything. */
export function withSkips(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, index): Piece[] => {
    const { kind, text } = piece
    if (kind !== 'same' || text.length < WORTH_SKIPPING) return [piece]
    const head = index === 0 ? 0 : text.lastIndexOf(' ', KEPT) + 1 || KEPT
    const tail = index === pieces.length - 1 ? text.length : text.indexOf(' ', text.length - KEPT)
    const to = tail === -1 ? text.length - KEPT : tail
    const words = grouped(text.slice(head, to).trim().split(/\s+/).length)
    const parts: Piece[] = [{ kind, text: text.slice(0, head) }, { kind: 'skipped', text: ` … ${words} words the same … ` }, { kind, text: text.slice(to) }]
    return parts.filter(part => part.text !== '')
  })
}
