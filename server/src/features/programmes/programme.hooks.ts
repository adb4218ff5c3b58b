import { isGone } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import { registerOutboxSource } from '../messages/outbox'
import { findPerson } from '../register/person.alias'
import {
  movePerson,
  registerPersonChange,
  registerPersonMerge,
  registerPersonPlace,
} from '../register/person.hooks'
import { registerOrderSubsidy } from '../elderCare/orders/order.subsidy'
import { describeRecord } from '../register/person.service'
import { systemActor } from '../users/actor'
import { registerRecordKind } from '../users/userHooks'
import { mergeCards } from './card.merge'
import { Card, SubsidyEntry } from './card.model'
import { findStatementOpener } from './card.statement'
import { moveSubsidy, prepareSubsidy, reserveSubsidy } from './card.service'
import { releaseSubsidy, reverseSubsidy, settleSubsidy } from './card.settle'
import { lookAtPerson } from './entitlement.job'
import { mergeEntitlements } from './entitlement.merge'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import { expandEntitlement } from './entitlement.service'
import { Payout } from './payout.model'
import { PayoutAccount } from './payoutAccount.model'
import { mergeAccounts } from './payoutAccount.service'

const stepOf = (action: string, reason: string, { clock }: Pick<Deps, 'clock'>) => ({
  ...{ at: clock.now(), action, byUserId: new Types.ObjectId(systemActor.userId), byName: '系统', reason },
})

/** Nobody is told: there is nobody to tell, and the street sees it in the list. */
async function endWithPerson(personId: string, deps: Deps): Promise<void> {
  await Entitlement.updateMany(
    { personId, state: 'approved' },
    {
      $set: { state: 'ended', isGone: true },
      $inc: { version: 1 },
      $push: { history: stepOf('end', '登记为去世或迁出', deps) },
    },
  )
  await Entitlement.deleteMany({ personId, state: 'found', history: { $size: 0 } })
  // What was decided of it before says which months are still owed.
  await Entitlement.updateMany(
    { personId, state: 'found' },
    { $set: { state: 'ended', isGone: true }, $inc: { version: 1 } },
  )
}

/** She is here after all: what ended with the mistake stands in 应享未享 again, for an officer's word. */
async function findAnew(personId: string, deps: Deps): Promise<void> {
  await Entitlement.updateMany(
    { personId, state: 'ended', isGone: true },
    {
      $set: { state: 'found', isLapsed: false, since: deps.clock.now() },
      $unset: { isGone: 1 },
      $inc: { version: 1 },
      $push: { history: stepOf('find', '登记改正，人还在这里', deps) },
    },
  )
}

/** Called once, where the routes are listed. */
export function registerProgrammeHooks(): void {
  registerOrderSubsidy({
    prepare: prepareSubsidy,
    reserve: reserveSubsidy,
    move: moveSubsidy,
    release: releaseSubsidy,
    settle: settleSubsidy,
    reverse: reverseSubsidy,
  })
  registerOutboxSource<EntitlementRecord>({
    name: 'entitlement',
    model: Entitlement,
    expand: expandEntitlement,
  })
  registerPersonMerge(
    'programmes',
    [Card, SubsidyEntry, Entitlement, Payout, PayoutAccount],
    async (move, deps) => {
      await movePerson(SubsidyEntry, move)
      await mergeAccounts(move, deps)
      await mergeCards(move)
      await mergeEntitlements(move)
    },
  )
  registerRecordKind({
    name: 'careStatement',
    async find(id, actor) {
      const person = await findPerson(id)
      return person && findStatementOpener(actor, toPlace(person)) ? describeRecord(person) : undefined
    },
    findOpener: findStatementOpener,
  })
  registerPersonPlace('programmes', (personId, _, deps) => lookAtPerson(personId, deps))
  registerPersonChange('programmes', (personId, state, deps) =>
    isGone(state) ? endWithPerson(personId, deps) : findAnew(personId, deps),
  )
}
