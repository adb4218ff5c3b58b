import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import type { BallotAction } from '@linli/shared/ballots/ballot.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { dropUndefined } from '../../lib/dropUndefined'
import { readNewestFirst, type IdRange } from '../../lib/timedIds'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { tellBallotChanged } from './ballot.announce'
import { showWords } from './ballot.check'
import { isOtherTypist } from './ballot.events'
import { closingOf } from './ballot.hiding'
import { Ballot, type BallotRecord } from './ballot.model'
import { assertMayAct, canDraft, canReadBallot, canReadCommunity, type Standing } from './ballot.policy'
import { assertAnnouncable, assertTimeLeft, composeBallot } from './ballot.rules'
import { makeStep } from './ballot.step'
import { listLines } from './roll.lines'
import type { RollLineRecord } from './roll.model'
import { assertRollPossible } from './roll.possible'

type CreateBody = OutputOf<typeof ballotContracts.createBallot.body>
type EditBody = OutputOf<typeof ballotContracts.editBallot.body>
type ListQuery = OutputOf<typeof ballotContracts.listBallots.query>

/** A ballot as this person stands to it. */
export interface ReadBallot {
  ballot: BallotRecord
  standing: Standing
  /** The votes that are hers to cast, or that she shares. */
  lines: RollLineRecord[]
}

export async function readBallot(id: string): Promise<BallotRecord | undefined> {
  return (await Ballot.findOne({ _id: id }).lean<BallotRecord>()) ?? undefined
}

async function readStanding(
  actor: Actor,
  ballot: BallotRecord,
  lines: readonly RollLineRecord[],
): Promise<Standing> {
  return { isVoter: lines.length > 0, isTypist: await isOtherTypist(actor.userId, ballot.community) }
}

/** @throws AppError `record.not_found`, also for whoever may not know of it. */
export async function findReadableBallot(actor: Actor, id: string, deps: Deps): Promise<ReadBallot> {
  const ballot = await readBallot(id)
  assertThat(ballot, 'record.not_found')
  const lines = await listLines(ballot, actor.personId, deps)
  const standing = await readStanding(actor, ballot, lines)
  assertThat(canReadBallot(actor, ballot, standing), 'record.not_found')
  return { ballot: showWords(actor, ballot), standing, lines }
}

/** The same, for one who may do this to it now. */
export async function findActableBallot(
  actor: Actor,
  id: string,
  action: BallotAction,
  deps: Deps,
): Promise<ReadBallot> {
  const found = await findReadableBallot(actor, id, deps)
  assertMayAct(actor, action, found.ballot, found.standing)
  return found
}

export async function logBallot(
  actor: Actor,
  action: string,
  ballot: BallotRecord,
  deps: Deps,
): Promise<void> {
  const { _id, district, kind, state } = ballot
  await recordAudit(
    actor,
    `ballot.${action}`,
    { kind: 'ballot', id: _id.toString(), district },
    { kind, state },
    deps,
  )
}

/** What is asked is checked, whoever reads it later. */
const writtenEntry = (actor: Actor, deps: Deps) => ({
  outbox: [makeOutboxEntry('ballot.written', { userId: actor.userId }, deps)],
  hasOutbox: true,
})

/** A draft, for the desk only until it is announced. */
export async function createBallot(
  actor: Actor,
  body: CreateBody,
  newId: string,
  deps: Deps,
): Promise<BallotRecord> {
  const { community, subject, ...written } = body
  assertThat(canDraft(actor, community), 'access.denied')
  const { district, street } = placeOf(community)
  const composed = await composeBallot(written, community, street)
  const now = deps.clock.now()
  await createOnce(Ballot, newId, () => ({
    ...{ district, street, community, ...composed },
    subject: dropUndefined({
      ...subject,
      id: subject.id === undefined ? undefined : new Types.ObjectId(subject.id),
    }),
    state: 'draft',
    version: 1,
    history: [makeStep(actor, 'create', now)],
    createdAt: now,
    ...writtenEntry(actor, deps),
  }))
  kickOutbox(Ballot)
  const ballot = await readBallot(newId)
  assertThat(ballot, 'record.not_found')
  await logBallot(actor, 'created', ballot, deps)
  return ballot
}

/** What is asked of whom stays once the roll is written. */
function assertSameAsked(ballot: BallotRecord, body: EditBody): void {
  const isSame =
    body.kind === ballot.kind &&
    body.electorate === ballot.electorate &&
    body.estate === ballot.estate &&
    body.isSecret === ballot.isSecret &&
    new Date(body.opensAt).getTime() === ballot.opensAt.getTime()
  assertThat(ballot.state !== 'open' || isSame, 'ballot.rule_invalid', { field: 'electorate' })
}

/**
 * Changes what is asked, until the first vote: the write names the version and that nothing is frozen, so that of a
 * change and a first vote at the same moment one comes first and the other is told.
 */
export async function editBallot(
  actor: Actor,
  id: string,
  body: EditBody,
  deps: Deps,
): Promise<BallotRecord> {
  const { ballot } = await findActableBallot(actor, id, 'edit', deps)
  const { version, ...written } = body
  assertSameAsked(ballot, body)
  const now = deps.clock.now()
  const composed = await composeBallot(written, ballot.community, ballot.street)
  if (ballot.state === 'announced') {
    await assertAnnouncable(composed, ballot.street, now)
    await assertRollPossible({ community: ballot.community, ...composed }, deps)
  }
  if (ballot.state === 'open') {
    const told = { ...ballot, closesAt: closingOf(ballot, now) }
    await assertTimeLeft(told, composed.closesAt, now)
  }
  const { modifiedCount } = await Ballot.updateOne(
    { _id: id, state: ballot.state, version, isFrozen: false },
    {
      $set: { ...composed, ...findCheck(ballot, composed), hasOutbox: true },
      $unset: {
        // Other words than those that were taken away.
        unreadSince: 1,
        ...(composed.estate === undefined ? { estate: 1 } : {}),
        ...(composed.matter === undefined ? { matter: 1 } : {}),
      },
      $inc: { version: 1, edition: 1 },
      $push: {
        history: makeStep(actor, 'edit', now),
        outbox: {
          $each: [
            makeOutboxEntry('ballot.written', { userId: actor.userId }, deps),
            // Whoever was told of it has read other words, or other times.
            ...(ballot.state === 'draft' ? [] : [makeOutboxEntry('ballot.edited', {}, deps)]),
          ],
        },
      },
    },
  )
  if (modifiedCount === 0) await refuseChanged(id)
  kickOutbox(Ballot)
  await logBallot(actor, 'edited', ballot, deps)
  await tellBallotChanged(ballot._id, deps)
  return requireBallot(id)
}

/** When the clock has to look again, for what is announced or open. */
const findCheck = ({ state }: BallotRecord, { opensAt, closesAt }: { opensAt: Date; closesAt: Date }) =>
  state === 'draft' ? {} : { checkAt: state === 'announced' ? opensAt : closesAt }

export async function requireBallot(id: string): Promise<BallotRecord> {
  const ballot = await readBallot(id)
  assertThat(ballot, 'record.not_found')
  return ballot
}

/** Somebody was quicker: says how it stands now. */
async function refuseChanged(id: string): Promise<never> {
  const { isFrozen, state, version } = await requireBallot(id)
  assertThat(!isFrozen, 'ballot.frozen', { state })
  assertThat(false, 'ballot.changed', { state, version })
  throw new Error('never reached')
}

/** A draft that nobody has read; what was announced leaves a trace instead. */
export async function removeBallot(actor: Actor, id: string, deps: Deps): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'remove', deps)
  const { deletedCount } = await Ballot.deleteOne({ _id: id, state: 'draft' })
  if (deletedCount === 0) await refuseChanged(id)
  await logBallot(actor, 'removed', ballot, deps)
}

/** The ballots of a community, the newest first; drafts only for its desk. */
export async function listBallots(actor: Actor, query: ListQuery, deps: Deps): Promise<BallotRecord[]> {
  const { community = actor.community, subjectId, cursor, limit } = query
  assertThat(community !== undefined, 'access.denied')
  const { district, street } = placeOf(community)
  assertThat(canReadCommunity(actor, { district, street, community }), 'access.denied')
  const isDesk = canDraft(actor, community)
  const read = (range: IdRange, most: number): Promise<BallotRecord[]> =>
    Ballot.find({
      community,
      ...(subjectId === undefined ? {} : { 'subject.id': subjectId }),
      ...range,
    })
      .sort({ _id: -1 })
      .limit(most)
      .lean<BallotRecord[]>()
  const isKept = ({ state }: BallotRecord): boolean => state !== 'draft' || isDesk
  const rows = await readNewestFirst({ read, isKept, cursor, limit: limit + 1 }, deps.clock.now())
  return rows.map((ballot) => showWords(actor, ballot))
}
