import type { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { tellBallotChanged } from './ballot.announce'
import { assertNotRefused } from './ballot.check'
import { findVoteRefusal } from './ballot.events'
import { Ballot, type BallotRecord } from './ballot.model'
import { assertAnnouncable, readResidentsRule } from './ballot.rules'
import { findActableBallot, logBallot, requireBallot } from './ballot.service'
import { makeStep } from './ballot.step'
import { whileAskable } from './ballot.subject'
import { VoterNaming } from './roll.model'
import { assertRollPossible } from './roll.possible'

type ActBody = OutputOf<typeof ballotContracts.actOnBallot.body>

async function planAct(ballot: BallotRecord, body: ActBody, deps: Deps) {
  switch (body.action) {
    case 'announce': {
      await assertAnnouncable(ballot, ballot.street, deps.clock.now())
      await assertNotRefused(ballot)
      await assertRollPossible(ballot, deps)
      // By the rule that is in force when people are told of it.
      const rule = await readCurrentRule(ballot)
      return { $set: { state: 'announced' as const, checkAt: ballot.opensAt, rule } }
    }
    case 'takeBack':
      return { $set: { state: 'draft' as const }, $unset: { checkAt: 1 as const } }
    case 'void':
      return { $set: { state: 'void' as const }, $unset: { checkAt: 1 as const } }
  }
}

async function readCurrentRule(ballot: BallotRecord) {
  return ballot.kind === 'residents' ? readResidentsRule(ballot.street) : ballot.rule
}

const told = { announce: 'ballot.announced', takeBack: 'ballot.takenBack', void: 'ballot.voided' } as const

/** @returns false when somebody else was quicker. */
async function writeAct(
  actor: Actor,
  { _id, state }: BallotRecord,
  body: ActBody,
  { $set, $unset }: Awaited<ReturnType<typeof planAct>>,
  deps: Deps,
  session?: ClientSession,
): Promise<boolean> {
  const text = body.action === 'void' ? body.reason : undefined
  const { modifiedCount } = await Ballot.updateOne(
    { _id, state, version: body.version },
    {
      $set: { ...$set, hasOutbox: true },
      ...($unset ? { $unset } : {}),
      $inc: { version: 1 },
      $push: {
        history: makeStep(actor, body.action, deps.clock.now(), text),
        outbox: makeOutboxEntry(told[body.action], { from: state }, deps),
      },
    },
    { ...(session ? { session } : {}) },
  )
  return modifiedCount === 1
}

/** Announces, takes back, or sets aside; people are told from the outbox. */
export async function actOnBallot(
  actor: Actor,
  id: string,
  body: ActBody,
  deps: Deps,
): Promise<BallotRecord> {
  const { ballot } = await findActableBallot(actor, id, body.action, deps)
  const plan = await planAct(ballot, body, deps)
  const isWritten =
    body.action === 'announce'
      ? await whileAskable(ballot, ['announced', 'open'], (session) =>
          writeAct(actor, ballot, body, plan, deps, session),
        )
      : await writeAct(actor, ballot, body, plan, deps)
  if (!isWritten) {
    const { state, version } = await requireBallot(id)
    if (isWritten === false) throw new AppError('ballot.changed', { state, version })
    throw new AppError((await findVoteRefusal(ballot)) ?? 'ballot.subject_settled', { state, version })
  }
  // Who was named belongs to what was announced; a draft may ask somebody else.
  if (body.action === 'takeBack') await VoterNaming.deleteMany({ ballotId: ballot._id })
  kickOutbox(Ballot)
  await logBallot(actor, body.action, ballot, deps)
  await tellBallotChanged(ballot._id, deps)
  return requireBallot(id)
}
