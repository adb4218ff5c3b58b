import type { ContentState } from '@linli/shared/contentCheck/contentCheck'
import type { Model, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import type { MediaSnapshot } from '../media/media.service'
import type { ContentDecision } from './contentCheck.events'
import { ContentCheck } from './contentCheck.model'
import { checkContent, checkKeyOf } from './contentCheck.service'

/**
 * The community speaks in its own name and is read at once; what it wrote is checked as well, piece by piece. A piece that
 * the check or a moderator took away stays for its staff.
 */
export interface WithPieces {
  hiddenPieces?: string[]
}

export type OfficialKind = 'project' | 'meeting' | 'motionAnswer' | 'ballot' | 'notice'

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

/** Whether neighbours do not read a piece, as `registerQuoted` asks. */
export const isPieceGone = (record: WithPieces, piece: string): boolean =>
  isTakenAway(record, piece, { isStaff: false })

export async function takePieceVerdict<T extends WithPieces>(
  model: Model<T>,
  { subject: { id, field }, state }: Pick<ContentDecision, 'subject' | 'state'>,
): Promise<void> {
  const pieces = model as unknown as Model<WithPieces>
  const change = { hiddenPieces: field }
  await pieces.updateOne({ _id: id }, state === 'hidden' ? { $addToSet: change } : { $pull: change })
}

/** Where the check of a piece stands; undefined before it has begun. */
export async function readPieceState(
  kind: OfficialKind,
  { _id }: { _id: Types.ObjectId },
  field: string,
): Promise<ContentState | undefined> {
  const key = checkKeyOf({ kind, id: _id.toString(), field })
  return (await ContentCheck.findOne({ key }, { state: 1 }).lean())?.state
}

/** Whether a piece is held risky and nobody above has let it through: what is not out yet does not go out. */
export const isPieceRefused = async (...piece: Parameters<typeof readPieceState>): Promise<boolean> =>
  (await readPieceState(...piece)) === 'hidden'

/** A piece as it is handed in. */
export interface OfficialPiece {
  field: string
  userId: { toString(): string }
  texts: readonly (string | undefined)[]
  media?: readonly MediaSnapshot[]
}

/** Has one piece checked. Its author sits at the desk: where nobody else does, the level above looks at it. */
export async function checkPiece(
  kind: OfficialKind,
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
