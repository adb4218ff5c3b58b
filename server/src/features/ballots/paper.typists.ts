import { readActor } from '../users/actor.service'
import { isOtherTypist } from './ballot.events'
import type { BallotRecord } from './ballot.model'
import { canDraft } from './ballot.policy'
import type { PaperRecord } from './paper.model'

type Of = Pick<BallotRecord, 'community'>

async function canType(userId: string, { community }: Of, now: Date): Promise<boolean> {
  const typist = await readActor(userId, '', now)
  return typist !== undefined && (canDraft(typist, community) || (await isOtherTypist(userId, community)))
}

/** The accounts that typed one of these papers and may not type now: their post has ended, or they are off duty. */
export async function findAbsentTypists(
  ballot: Of,
  papers: readonly Pick<PaperRecord, 'entries'>[],
  now: Date,
): Promise<Set<string>> {
  const typists = new Set(papers.flatMap(({ entries }) => entries.map(({ byUserId }) => byUserId.toString())))
  const absent = await Promise.all(
    [...typists].map(async (userId) => ((await canType(userId, ballot, now)) ? [] : [userId])),
  )
  return new Set(absent.flat())
}
