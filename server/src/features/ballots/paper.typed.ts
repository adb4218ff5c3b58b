import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import type { BallotRecord } from './ballot.model'
import type { PaperRecord, PaperTypist } from './paper.model'

type Crypto = Pick<Deps, 'crypto'>

/** What one person typed off a paper. */
export interface PaperEntry extends PaperTypist {
  choices: string[]
}

const aadOf = (id: Types.ObjectId): string => fieldAad('ballotpapers', id, 'typed')

/**
 * What was typed off a paper that waits for its second person, who has to type the same: until then it has to be kept
 * somewhere, so it lies sealed, and goes in the write that counts the paper, or when the gates are shut. Of one that is
 * counted there is nothing.
 */
export function openEntries({ _id, entries, typed }: PaperRecord, { crypto }: Crypto): PaperEntry[] {
  if (typed === undefined) return []
  const choices = JSON.parse(crypto.decrypt(typed, aadOf(_id))) as string[][]
  return entries.map((who, i) => ({ ...who, choices: choices[i] ?? [] }))
}

/** Who typed, without what. */
export const toTypists = (entries: readonly PaperEntry[]): PaperTypist[] =>
  entries.map(({ byUserId, byName }) => ({ byUserId, byName }))

export const sealEntries = (
  _id: Types.ObjectId,
  entries: readonly PaperEntry[],
  { crypto }: Crypto,
): Required<Pick<PaperRecord, 'entries' | 'typed'>> => ({
  entries: toTypists(entries),
  typed: crypto.encrypt(JSON.stringify(entries.map(({ choices }) => choices)), aadOf(_id)),
})

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((choice, i) => choice === b[i])

/** What was typed, in the order of the paper unless the order is what counts. */
export function normalize({ form }: BallotRecord, choices: readonly string[]): string[] {
  return form === 'ranked' ? [...choices] : [...choices].sort()
}

/** One’s own entry takes the place of one’s earlier one; of others the last stays. */
export function addEntry(entries: readonly PaperEntry[], entry: PaperEntry): PaperEntry[] {
  const others = entries.filter(({ byUserId }) => !byUserId.equals(entry.byUserId))
  return [...others.slice(-1), entry]
}

export function stateOf(entries: readonly PaperEntry[]): PaperRecord['state'] {
  const [first, second] = entries
  if (!first || !second) return 'first'
  return isSame(first.choices, second.choices) ? 'counted' : 'differs'
}
