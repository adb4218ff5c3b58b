import type { Model } from 'mongoose'
import type { ContentDecision } from '../contentCheck/contentCheck.events'

/**
 * The community speaks in its own name and is read at once; what it wrote is checked as well, piece by piece. A piece that
 * the check or a moderator took away stays for its staff.
 */
export interface WithPieces {
  hiddenPieces?: string[]
}

export const pieceFields = { hiddenPieces: { type: [String], default: [] } }

/** What neighbours read in the place of what was taken away. */
export const hiddenWords = '这一段正在核对，暂时看不到。'
export const hiddenTitle = '（正在核对）'

/** Whether this viewer does not read a piece. */
export const isTakenAway = (
  { hiddenPieces = [] }: WithPieces,
  piece: string,
  { isStaff }: { isStaff: boolean },
): boolean => !isStaff && hiddenPieces.includes(piece)

export async function takePieceVerdict<T extends WithPieces>(
  model: Model<T>,
  { subject: { id, field }, state }: Pick<ContentDecision, 'subject' | 'state'>,
): Promise<void> {
  const pieces = model as unknown as Model<WithPieces>
  const change = { hiddenPieces: field }
  await pieces.updateOne({ _id: id }, state === 'hidden' ? { $addToSet: change } : { $pull: change })
}
