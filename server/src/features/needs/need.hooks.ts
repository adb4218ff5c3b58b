import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { onContentDecided } from '../contentCheck/contentCheck.events'
import { registerMediaAccess } from '../media/mediaAccess'
import { registerChangeProvider } from '../messages/change.service'
import { registerOutboxSource } from '../messages/outbox'
import type { KeptRecord } from '@linli/shared/users/ownData.contract'
import { registerBondEnd } from '../families/bond.events'
import { registerPersonWork } from '../register/person.hooks'
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
import { takeNeedVerdict } from './need.check'
import { applyNeedEntry } from './need.effects'
import { expandNeed } from './need.messages'
import { Need, type NeedRecord } from './need.model'
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

/** Source of the ten years: 机关文件材料归档范围和文书档案保管期限规定, 一般诉求. */
const keptYears = 10

async function eraseNeeds(userId: string, { clock }: Pick<Deps, 'clock'>): Promise<KeptRecord[]> {
  const [any] = await Need.find({ reporterId: userId }, { _id: 1 }).limit(1).lean()
  await Need.updateMany(
    { reporterId: userId, open: false },
    { $unset: { text: 1, contact: 1, place: 1 }, $set: { media: [] } },
  )
  if (!any) return []
  return [
    {
      what: '诉求办理的经过和结果（文字、照片、地址和联系方式已删除）',
      basis: '政务服务档案要求保存',
      until: new Date(clock.now().getTime() + keptYears * 366 * 24 * 60 * 60 * 1000).toISOString(),
    },
  ]
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
    return sight === 'all' || sight === 'pool'
      ? 'full'
      : (await isNeedVisible(actor, id, deps)) === 'all'
        ? 'full'
        : 'none'
  })
  onContentDecided('need', takeNeedVerdict)
  registerChangeProvider('need', listChanged)
  registerPastNeeds(readPastNeeds)
  registerPersonWork('need', listOpenNeedsOf)
  registerBuildingMove('openNeeds', followNeeds)
  registerBondEnd('need', releaseProxyNeeds)
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
          items: needs.map((n) => ({ label: n.category.name, value: describeState(n, clock.now()) })),
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
