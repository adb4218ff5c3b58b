import type { MeView, setDuty as SetDuty, updateMe as UpdateMe } from '@linli/shared/users/me.contract'
import type { OutputOf } from '@linli/shared/contract'
import { isTellingName } from '@linli/shared/forum/forum'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { toUpdate } from '../../lib/toUpdate'
import { checkScenes } from '../../integrations/wechat/wechat.port'
import { isTakenName } from '../contentCheck/takenName'
import { touchRoutingOf } from '../routing/routing.stamp'
import { findUser } from './account.service'
import type { Actor } from './actor'
import { forgetAllActors } from './actor.service'
import { buildMeView, isInForce } from './me.view'
import { Membership } from './membership.model'
import { User } from './user.model'
import { listMembershipChangeHooks, type StoredMembership } from './userHooks'

async function listMembershipsOf(userId: string): Promise<StoredMembership[]> {
  return Membership.find({ userId, endedAt: { $exists: false } }).lean<StoredMembership[]>()
}

export async function readMe(userId: string, deps: Deps): Promise<MeView> {
  const user = await findUser(userId)
  assertThat(user, 'session.expired')
  return buildMeView(user, await listMembershipsOf(userId), deps)
}

/**
 * Others read a nickname: it gives nobody away, is not one that a desk has taken back, and passes the content check first;
 * what could not be checked does not pass.
 */
async function assertNicknamePasses(userId: string, nickname: string, deps: Deps): Promise<void> {
  assertThat(!isTellingName(nickname), 'nickname.telling')
  assertThat(!(await isTakenName(userId, nickname, deps)), 'nickname.taken_back')
  const user = await findUser(userId)
  const openid = user?.openids.find(({ appid }) => appid === deps.config.wechat.mini.appid)?.openid ?? ''
  const { verdict } = await deps.ports.wechat.checkText({
    openid,
    scene: checkScenes.profile,
    content: nickname,
    nickname,
  })
  assertThat(verdict === 'pass', 'nickname.refused')
}

export async function updateMe(
  actor: Actor,
  input: OutputOf<typeof UpdateMe.body>,
  deps: Deps,
): Promise<MeView> {
  if (typeof input.nickname === 'string') await assertNicknamePasses(actor.userId, input.nickname, deps)
  await User.updateOne({ _id: actor.userId }, toUpdate(input))
  forgetAllActors()
  return readMe(actor.userId, deps)
}

/** Goes on or off duty in every post at once; deputies begin or stop to act with the same change. */
export async function setDuty(
  actor: Actor,
  isOffDuty: boolean,
  deps: Deps,
): Promise<OutputOf<typeof SetDuty.response>> {
  const { userId } = actor
  await User.updateOne({ _id: userId }, { $set: { isOffDuty } })
  await Membership.updateMany({ userId, endedAt: { $exists: false } }, { $set: { isOffDuty } })
  forgetAllActors()
  const own = await listMembershipsOf(userId)
  for (const membership of own) {
    await touchRoutingOf(membership)
    for (const hook of listMembershipChangeHooks()) await hook.onChange(membership, deps)
  }
  const uncovered = isOffDuty ? await findUncovered(own, deps.clock.now()) : []
  deps.publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'membership' } })
  return { me: await readMe(userId, deps), uncovered }
}

async function findUncovered(
  own: readonly StoredMembership[],
  now: Date,
): Promise<{ post: string; name: string }[]> {
  const held = own.filter((m) => m.post != null && isInForce(m, now))
  const posts = held.map((m) => m.post ?? '')
  const others = await Membership.find({
    post: { $in: posts },
    endedAt: { $exists: false },
    isOffDuty: false,
  }).lean<StoredMembership[]>()
  const covered = new Set(others.filter((m) => isInForce(m, now)).map((m) => m.post))
  return held.filter((m) => !covered.has(m.post)).map(({ post, name }) => ({ post: post ?? '', name }))
}
