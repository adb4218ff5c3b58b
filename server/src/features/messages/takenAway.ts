import type { Model, ProjectionType, Types } from 'mongoose'
import type { Quote } from './message'

/** Of these documents and their pieces, what others do not read now. */
type FindGone = (ids: readonly string[]) => Promise<(id: string, piece: string) => boolean>

const finders = new Map<string, FindGone>()

/**
 * Called once by a feature whose letters quote what may be taken away after they are written.
 * @param kind the first part of the keys of its letters: the name of its outbox.
 * @param isGone whether others do not read a piece of a document now, which has the `fields` named.
 */
export function registerQuoted<T>(
  kind: string,
  model: Model<T>,
  fields: ProjectionType<T>,
  isGone: (document: T, piece: string) => boolean,
): void {
  finders.set(kind, async (ids) => {
    const rows = await model.find({ _id: { $in: [...ids] } }, fields).lean<(T & { _id: Types.ObjectId })[]>()
    const documents = new Map(rows.map((row) => [row._id.toString(), row]))
    return (id, piece) => {
      const document = documents.get(id)
      return document === undefined || isGone(document, piece)
    }
  })
}

/** A letter, or one on its way. */
interface Letter {
  key: string
  quote?: Quote | null
}

/** What a letter is about, from the key that its cause gave it. */
export function readCause({ key }: Pick<Letter, 'key'>): { kind: string; id: string } {
  const [kind = '', id = ''] = key.split(':')
  return { kind, id }
}

/**
 * What is read now in the place of a letter's words, for those that quote what has been taken away; it comes back by
 * itself with what it quotes. As many reads as there are kinds of letters that quote.
 */
export async function readCovers<T extends Letter>(letters: readonly T[]): Promise<Map<T, Quote>> {
  const covers = new Map<T, Quote>()
  const quoting = letters.filter(({ quote }) => quote != null)
  for (const kind of new Set(quoting.map((letter) => readCause(letter).kind))) {
    const own = quoting.filter((letter) => readCause(letter).kind === kind)
    const isGone = await finders.get(kind)?.([...new Set(own.map((letter) => readCause(letter).id))])
    for (const letter of own) {
      const { quote } = letter
      const { id } = readCause(letter)
      if (quote?.pieces.some((piece) => isGone?.(id, piece) ?? true)) covers.set(letter, quote)
    }
  }
  return covers
}

/** Letters in the words that may be read now. */
export async function coverLetters<T extends Letter & { title: string; body: string }>(
  letters: readonly T[],
): Promise<T[]> {
  const covers = await readCovers(letters)
  return letters.map((letter) => {
    const cover = covers.get(letter)
    return cover ? { ...letter, title: cover.title, body: cover.body } : letter
  })
}
