import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import type { Actor } from '../users/actor'
import type { BallotRecord } from './ballot.model'
import { isStreet } from './ballot.policy'
import { VoterNaming, type NamingRecord, type RollLineRecord } from './roll.model'

export const namingKeyOf = (ballotId: Types.ObjectId, voterKey: string): string =>
  `${ballotId.toString()}:${voterKey}`

/** Who was named to cast a shared vote. */
export async function findNaming(
  ballotId: Types.ObjectId,
  voterKey: string,
): Promise<NamingRecord | undefined> {
  return (
    (await VoterNaming.findOne({ key: namingKeyOf(ballotId, voterKey) }).lean<NamingRecord>()) ?? undefined
  )
}

export async function readNamings(
  ballotId: Types.ObjectId,
  voterKeys: readonly string[],
): Promise<Map<string, NamingRecord>> {
  if (voterKeys.length === 0) return new Map()
  const keys = voterKeys.map((voterKey) => namingKeyOf(ballotId, voterKey))
  const rows = await VoterNaming.find({ key: { $in: keys } }).lean<NamingRecord[]>()
  return new Map(rows.map((row) => [row.voterKey, row]))
}

type Home = Pick<RollLineRecord, 'personIds'>

export const isMember = ({ personIds }: Home, personId: Types.ObjectId | string): boolean =>
  personIds.some((id) => id.toString() === personId.toString())

/** One of them objected and the community has decided: that stands, where nobody was asked it does not. */
export const isHeard = ({ settled, contest }: NamingRecord): boolean =>
  settled !== undefined && contest !== undefined

/**
 * Whether the community may say who casts the vote: nobody of them is named, or they do not agree. What it has said the
 * street alone says otherwise.
 */
export const canSettle = (
  actor: Actor,
  ballot: BallotRecord,
  line: Home,
  naming: NamingRecord | undefined,
): boolean =>
  !naming ||
  naming.hasContest ||
  !isMember(line, naming.voterId) ||
  (naming.settled !== undefined && isStreet(actor, ballot))

/** What members of a home say of each other is for their eyes and the secretary’s. */
const aadOf = (id: Types.ObjectId, field: 'contestText' | 'settledText'): string =>
  fieldAad('ballotvoternamings', id, field)

export const sealWords = (
  id: Types.ObjectId,
  field: 'contestText' | 'settledText',
  text: string,
  { crypto }: Pick<Deps, 'crypto'>,
): string => crypto.encrypt(text, aadOf(id, field))

export const openContest = ({ _id, contestText }: NamingRecord, { crypto }: Pick<Deps, 'crypto'>): string =>
  contestText === undefined ? '' : crypto.decrypt(contestText, aadOf(_id, 'contestText'))
