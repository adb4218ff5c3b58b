import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { onContentDecided } from '../contentCheck/contentCheck.events'
import { registerMediaAccess } from '../media/mediaAccess'
import { registerChangeProvider } from '../messages/change.service'
import { registerOutboxSource } from '../messages/outbox'
import { registerBondFollower } from '../families/bond.events'
import { registerPersonMerge, registerPersonWork } from '../register/person.hooks'
import { registerPastNeeds } from '../routing/dryRun.service'
import { registerRoomAccess } from '../../realtime/roomAccess'
import type { Actor } from '../users/actor'
import {
  registerAccountDeletion,
  registerAccountMerge,
  registerHeldWork,
  registerOwnData,
  registerPersonLink,
  registerRecordKind,
} from '../users/userHooks'
import { registerHiddenRecords } from '../users/hiddenRecords'
import { toPlace } from '../../lib/placeFields'
import { registerBuildingMove } from '../areas/buildingMove.hooks'
import { followNeeds } from './need.buildingMove'
import { areFirstWordsShut, takeNeedVerdict } from './need.check'
import { applyNeedEntry } from './need.effects'
import { eraseNeeds } from './need.erase'
import { expandNeed } from './need.messages'
import { Need, type NeedRecord } from './need.model'
import { mergeNeeds } from './need.merge'
import { readPastNeeds } from './need.pastNeeds'
import { listOpenNeedsOf } from './need.personWork'
import { findSight, isSubject, mayOpenWithReason } from './need.policy'
import { listHeldNeeds, moveHeldNeeds } from './need.heldWork'
import { adoptNeeds, releaseProxyNeeds } from './need.proxy'
import { isNeedVisible } from './need.service'
import { describeState } from './need.words'

const maxOwn = 1000
const listOwn = (userId: string): Promise<NeedRecord[]> =>
  Need.find({ reporterId: userId }).sort({ _id: -1 }).limit(maxOwn).lean<NeedRecord[]>()

const readNeed = (id: string): Promise<NeedRecord | null> =>
  Need.findOne({ _id: id }).lean<NeedRecord | null>()

async function findOpenable(id: string, actor: Actor) {
  const need = await readNeed(id)
  if (!need || !mayOpenWithReason(actor, need)) return undefined
  return {
    place: toPlace(need),
    ownerUserId: need.reporterId?.toString(),
    ownerPersonId: need.personId?.toString(),
  }
}

async function listChanged(
  actor: Actor,
  { since, limit }: { since: Date; limit: number },
): Promise<string[]> {
  const own = await Need.find({ reporterId: actor.userId }, { history: { $slice: -1 } })
    .sort({ _id: -1 })
    .limit(maxOwn)
    .lean<Pick<NeedRecord, '_id' | 'history'>[]>()
  const changed = own.filter(({ history }) => history.some((entry) => entry.at >= since))
  return changed.slice(0, limit).map(({ _id }) => _id.toString())
}

/** Of these needs the complaints about the actor. */
async function listHiddenNeeds(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const valid = ids.filter((id) => Types.ObjectId.isValid(id))
  const complaints = await Need.find(
    { _id: { $in: valid }, subject: { $exists: true } },
    { subject: 1, reporterId: 1 },
  ).lean<Pick<NeedRecord, '_id' | 'subject' | 'reporterId'>[]>()
  return new Set(complaints.filter((need) => isSubject(actor, need)).map(({ _id }) => _id.toString()))
}

/** What other features ask of needs; called once, where the routes are listed. */
export function registerNeedHooks(): void {
  registerOutboxSource<NeedRecord>({
    name: 'need',
    model: Need,
    expand: expandNeed,
    apply: applyNeedEntry,
  })
  registerMediaAccess('need', async (actor, id, deps: Deps) => {
    const need = await readNeed(id)
    if (!need) return 'none'
    const sight = findSight(actor, need)
    const mayRead = sight === 'all' || sight === 'pool' || (await isNeedVisible(actor, id, deps)) === 'all'
    if (!mayRead) return 'none'
    return areFirstWordsShut(actor, need, sight) ? 'checked' : 'full'
  })
  onContentDecided('need', takeNeedVerdict)
  registerChangeProvider('need', listChanged)
  registerPastNeeds(readPastNeeds)
  registerPersonWork('need', listOpenNeedsOf)
  registerBuildingMove('openNeeds', followNeeds)
  registerPersonMerge('need', [Need], mergeNeeds)
  registerBondFollower('need', { ended: releaseProxyNeeds })
  registerPersonLink({ name: 'need', follow: adoptNeeds })
  registerRoomAccess('need', async (actor, id, deps) => (await isNeedVisible(actor, id, deps)) !== 'none')
  registerRecordKind({ name: 'need', find: findOpenable })
  registerHiddenRecords('need', listHiddenNeeds)
  registerHeldWork({ name: 'need', list: listHeldNeeds, move: moveHeldNeeds })
  registerAccountMerge({
    name: 'need',
    async move(from, into) {
      const target = new Types.ObjectId(into)
      await Need.updateMany({ reporterId: from }, { $set: { reporterId: target } })
      await Need.updateMany({ createdBy: from, source: 'proxy' }, { $set: { 'proxy.userId': target } })
      const about = { 'subject.id': new Types.ObjectId(from), 'subject.kind': 'user' as const }
      await Need.updateMany(about, { $set: { 'subject.id': target } })
    },
  })
  registerOwnData({
    name: 'needs',
    async describe(userId, { clock }) {
      const needs = await listOwn(userId)
      return [
        {
          title: '我的诉求',
          items: needs.map((n) => ({ label: n.category.name, value: describeState(n, clock.now(), true) })),
        },
      ]
    },
    async collect(userId) {
      const needs = await listOwn(userId)
      return needs.map(({ _id, category, text, state, createdAt, answers, rating, history }) => ({
        id: _id.toString(),
        category: category.name,
        text,
        state,
        createdAt,
        answers,
        rating,
        history: history
          .filter((h) => !h.isInternal)
          .map(({ at, action, text: said }) => ({ at, action, text: said })),
      }))
    },
  })
  registerAccountDeletion({
    name: 'need',
    async hasOpenMatters(userId) {
      const open = await Need.find({ reporterId: userId, open: true }, { _id: 1 }).limit(1).lean()
      return open.length > 0
    },
    erase: eraseNeeds,
  })
}
