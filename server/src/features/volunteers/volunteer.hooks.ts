import { isGone } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { kickOutbox, makeOutboxEntry, registerOutboxSource } from '../messages/outbox'
import { Need } from '../needs/need.model'
import { registerPersonChange } from '../register/person.hooks'
import { User } from '../users/user.model'
import {
  registerAccountDeletion,
  registerAccountMerge,
  registerMembershipChange,
  registerOwnData,
  type StoredMembership,
} from '../users/userHooks'
import { readOpenJobs } from './volunteer.jobs'
import { expandVolunteer } from './volunteer.messages'
import { Volunteer, type VolunteerRecord } from './volunteer.model'

const stateNames: Record<VolunteerRecord['state'], string> = {
  applied: '等待社区通过',
  approved: '志愿者',
  declined: '没有通过',
  ended: '已结束',
}

/** The record follows its membership, whichever page ended it or switched the duty. */
async function followMembership(membership: StoredMembership, deps: Pick<Deps, 'clock'>): Promise<void> {
  const { role, userId, areaCode, endedAt, endedBy, isOffDuty } = membership
  if (role !== 'volunteer' || areaCode == null) return
  const key = { userId, community: areaCode, state: 'approved' as const }
  if (endedAt == null) {
    await Volunteer.updateOne(key, { $set: { isOnDuty: !isOffDuty } })
    return
  }
  const hasResigned = endedBy?.equals(userId) ?? false
  const events = hasResigned ? ['volunteer.left', 'volunteer.resigned'] : ['volunteer.ended']
  await Volunteer.updateOne(key, {
    $set: { state: 'ended', isOnDuty: false, hasResigned, decidedAt: endedAt, hasOutbox: true },
    $unset: { isActive: 1 },
    $inc: { version: 1 },
    $push: { outbox: { $each: events.map((event) => makeOutboxEntry(event, {}, deps)) } },
  })
  kickOutbox(Volunteer)
}

/** What somebody who is gone had applied for is decided by nobody any more; a role ends with its membership. */
async function endApplications(personId: string, { clock }: Pick<Deps, 'clock'>): Promise<void> {
  const users = await User.find({ personId }, { _id: 1 }).lean()
  for (const { _id: userId } of users)
    await Volunteer.updateMany(
      { userId, state: 'applied' },
      { $set: { state: 'ended', decidedAt: clock.now() }, $unset: { isActive: 1 }, $inc: { version: 1 } },
    )
}

const listOwn = (userId: string): Promise<VolunteerRecord[]> =>
  Volunteer.find({ userId }).limit(50).lean<VolunteerRecord[]>()

/** What the account that remains does not have itself goes with the one that ends, work included. */
async function mergeVolunteers(from: string, into: string): Promise<void> {
  const kept = await listOwn(into)
  for (const record of await listOwn(from)) {
    const isDouble = kept.some((k) => k.community === record.community || (k.isActive && record.isActive))
    if (isDouble) await Volunteer.deleteOne({ _id: record._id })
    else await Volunteer.updateOne({ _id: record._id }, { $set: { userId: new Types.ObjectId(into) } })
  }
  await Need.updateMany(
    { post: `volunteer:${from}` },
    { $set: { post: `volunteer:${into}`, handlerId: new Types.ObjectId(into) } },
  )
}

/** What other features ask of volunteers; called once, where the routes are listed. */
export function registerVolunteerHooks(): void {
  registerOutboxSource<VolunteerRecord>({ name: 'volunteer', model: Volunteer, expand: expandVolunteer })
  registerMembershipChange({ name: 'volunteer', onChange: followMembership })
  registerPersonChange('volunteer', async (personId, state, deps) => {
    if (isGone(state)) await endApplications(personId, deps)
  })
  registerAccountMerge({ name: 'volunteer', move: mergeVolunteers })
  registerOwnData({
    name: 'volunteer',
    async describe(userId) {
      const own = await listOwn(userId)
      if (own.length === 0) return []
      const items = own.map(({ state, skills, partyOrganisation }) => ({
        label: stateNames[state],
        value:
          [...skills, ...(partyOrganisation === undefined ? [] : [partyOrganisation])].join('、') || '无',
      }))
      return [{ title: '志愿服务', items }]
    },
    async collect(userId) {
      const own = await listOwn(userId)
      return own.map((record) => ({
        community: record.community,
        state: record.state,
        skills: record.skills,
        isPartyMember: record.isPartyMember,
        partyOrganisation: record.partyOrganisation,
        showsBadge: record.showsBadge,
        isMinor: record.isMinor,
        hasGuardianConsent: record.hasGuardianConsent,
        trainedUntil: record.trainedUntil,
        insuredUntil: record.insuredUntil,
        maxOpenJobs: record.maxOpenJobs,
        note: record.note,
        createdAt: record.createdAt,
      }))
    },
  })
  registerAccountDeletion({
    name: 'volunteer',
    async hasOpenMatters(userId) {
      return (await readOpenJobs([userId])).get(userId)?.length !== 0
    },
    async erase(userId) {
      await Volunteer.deleteMany({ userId })
      return []
    },
  })
}
