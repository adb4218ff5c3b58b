import type { Model, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import type { MediaSnapshot } from '../media/media.service'
import type { ContentDecision } from './contentCheck.events'
import { checkContent } from './contentCheck.service'

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

/** A piece as it is handed in. */
export interface OfficialPiece {
  field: string
  userId: { toString(): string }
  texts: readonly (string | undefined)[]
  media?: readonly MediaSnapshot[]
}

/** Has one piece checked. Its author sits at the desk: where nobody else does, the level above looks at it. */
export async function checkPiece(
  kind: 'project' | 'meeting' | 'motionAnswer' | 'ballot' | 'notice',
  record: Parameters<typeof toPlace>[0] & { _id: Types.ObjectId },
  { field, userId, texts, media = [] }: OfficialPiece,
  page: string,
  deps: Deps,
): Promise<void> {
  await checkContent(
    {
      subject: { kind, id: record._id.toString(), field },
      userId: userId.toString(),
      place: toPlace(record),
      texts: texts.filter((text) => text !== undefined),
      mediaIds: media.map(({ id }) => id),
      isAuthorBarred: true,
      page,
    },
    deps,
  )
}
