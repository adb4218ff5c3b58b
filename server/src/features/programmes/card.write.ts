import type { ClientSession } from 'mongoose'
import { Card, type CardRecord } from './card.model'

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
