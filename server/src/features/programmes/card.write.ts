import type { ClientSession, Types } from 'mongoose'
import { isDuplicate } from '../../lib/isDuplicate'
import { findPresentId } from '../register/person.alias'
import { Card, type CardRecord } from './card.model'

/** How often a change is tried when another order was quicker. */
export const mostTries = 12

/** Also for an order that was read in the moment in which her record became part of another. */
export async function readCard(personId: Types.ObjectId): Promise<CardRecord | null> {
  const card = await Card.findOne({ _id: personId }).lean<CardRecord | null>()
  if (card) return card
  const present = await findPresentId(personId)
  return personId.equals(present) ? null : Card.findOne({ _id: present }).lean<CardRecord | null>()
}

/** The card of somebody who has none yet; of two at once it is the same one. */
export async function makeCard(personId: Types.ObjectId): Promise<CardRecord> {
  const card = { _id: personId, version: 0, grants: [], reservations: [] }
  try {
    await Card.create(card)
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  return (await Card.findOne({ _id: personId }).lean<CardRecord | null>()) ?? card
}

/** @returns false when somebody else changed the card since it was read. */
export async function writeCard(
  { _id, version }: Pick<CardRecord, '_id' | 'version'>,
  { grants, reservations }: Pick<CardRecord, 'grants' | 'reservations'>,
  session?: ClientSession,
): Promise<boolean> {
  const times = reservations.flatMap(({ expiresAt }) => expiresAt?.getTime() ?? [])
  const nextExpiry = times.length > 0 ? new Date(Math.min(...times)) : undefined
  const { modifiedCount } = await Card.updateOne(
    { _id, version },
    {
      $set: { grants, reservations, version: version + 1, ...(nextExpiry ? { nextExpiry } : {}) },
      ...(nextExpiry ? {} : { $unset: { nextExpiry: 1 } }),
    },
    session ? { session } : {},
  )
  return modifiedCount === 1
}
