import type { OutputOf } from '@linli/shared/contract'
import type { mergeContracts } from '@linli/shared/register/merge.contract'
import { mergeTransitions, type MergeParty } from '@linli/shared/register/merge.state'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { findMergeHindrance, readPair } from './merge.check'
import { openMergeDetails, sealMergeDetails } from './merge.details'
import { PersonMerge, type PersonMergeRecord } from './merge.model'
import { findMerge, finishMerge, readPerson } from './merge.service'
import { authorOf, writeMergeOnce } from './merge.write'
import { Person } from './person.model'

/** In what capacity somebody who sees a merge stands to it. */
export const partyOf = ({ userId }: Actor, { proposedBy }: PersonMergeRecord): MergeParty =>
  proposedBy.userId.toString() === userId ? 'proposer' : 'second'

type Decision = OutputOf<typeof mergeContracts.decideMerge.body>

async function decline(
  merge: PersonMergeRecord,
  actor: Actor,
  { action, note }: Decision,
  deps: Deps,
): Promise<void> {
  const { _id, keptId, goneId, district } = merge
  const subject = { kind: 'person', id: keptId.toString(), district }
  const said = { ...openMergeDetails(merge, deps), ...(note === undefined ? {} : { note }) }
  await inTransaction(async (session) => {
    const declined = await PersonMerge.updateOne(
      { _id, state: 'proposed' },
      {
        $set: {
          state: 'declined',
          decidedBy: authorOf(actor, toPlace(merge), deps),
          details: sealMergeDetails(_id, said, deps),
        },
      },
      { session },
    )
    assertThat(declined.modifiedCount === 1, 'person.merge_decided')
    for (const person of [keptId, goneId])
      await Person.updateOne({ _id: person, mergeId: _id }, { $unset: { mergeId: 1 } }, { session })
    await recordAudit(actor, 'person.mergeDeclined', subject, { action }, deps, session)
  })
}

async function confirm(merge: PersonMergeRecord, actor: Actor, deps: Deps): Promise<void> {
  const { _id, keptId, goneId } = merge
  const [kept, gone] = [await readPerson(keptId), await readPerson(goneId)]
  assertThat(kept && gone, 'person.merge_decided')
  const pair = await readPair(kept, gone, deps)
  const hindrance = await findMergeHindrance(pair, deps, _id)
  if (hindrance) throw new AppError(hindrance, { state: kept.state, other: gone.state })
  const details = { ...openMergeDetails(merge, deps), ...pair.clear }
  await writeMergeOnce({ id: _id, pair, details, proposal: merge }, actor, deps)
  await finishMerge(_id, deps)
}

/**
 * The word of the second officer, or the proposer takes it back; of two at once one counts.
 * @throws AppError `person.merge_decided` with the present state, `access.denied` for the one who proposed it.
 */
export async function decideMerge(
  actor: Actor,
  id: string,
  { action, note }: Decision,
  deps: Deps,
): Promise<PersonMergeRecord> {
  const merge = await findMerge(actor, id)
  const { state, decidedBy } = merge
  const move = mergeTransitions[state][action]
  assertThat(move, 'person.merge_decided', { state, by: decidedBy?.name, at: decidedBy?.at.toISOString() })
  assertThat(move.by === partyOf(actor, merge), 'access.denied')
  const isExplained = action !== 'decline' || note !== undefined
  assertThat(
    isExplained,
    'request.invalid',
    wrongField('body', ['note'], 'required', '请写明为什么不是同一个人'),
  )
  try {
    if (action === 'confirm') await confirm(merge, actor, deps)
    else await decline(merge, actor, { action, note }, deps)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'person.merge_decided') throw error
    const now = await findMerge(actor, id)
    throw new AppError(error.code, { state: now.state, by: now.decidedBy?.name })
  }
  return findMerge(actor, id)
}
