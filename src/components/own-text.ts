import type { Entered } from '#domain/entry/entered'
import type { SlotValue } from '#domain/case'

/** A text that may take the place of what is held in a slot. */
export interface Own {
  label: string
  /** What to start from, as long as nothing is typed. */
  start: string
  /** Other texts to start from, each by its name. */
  starts?: ReadonlyArray<{ label: string, text: string }>
  /** What is to be known of the text it starts from. */
  note?: string | null
  /** Whether it may have many lines. */
  lines: boolean
  /** Most code points. */
  most: number | null
  /** What the button says that has it count. */
  action: string
  enter: (text: string) => Entered<NonNullable<SlotValue>>
}
