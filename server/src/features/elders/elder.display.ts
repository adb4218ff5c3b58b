import { bondScopes } from '@linli/shared/families/bond'
import type { ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { findActing, whileActing, type Acting } from '../families/bond.access'
import { findElderUser } from '../families/bond.change'
import type { Actor } from '../users/actor'
import { forgetActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { findElder } from './elder.service'

/** By any bond in force, whatever it covers. */
async function findAnyActing(actor: Actor, personId: string, deps: Deps): Promise<Acting | undefined> {
  for (const scope of bondScopes) {
    const acting = await findActing(actor, personId, scope, deps)
    if (acting) return acting
  }
  return undefined
}

/**
 * A relative turns 长辈版 on for an elder who does not find it herself; her telephone takes it over unless she has chosen
 * there by hand, and she turns it off as she likes. Repeatable. Source: product page, "Elder mode".
 * @throws AppError `record.not_found`, `access.denied` for whoever is no relative, `elder.no_account`, `bond.ended`.
 */
export async function openElderMode(actor: Actor, asked: string, deps: Deps): Promise<void> {
  const { person, reader } = await findElder(actor, asked, deps)
  assertThat(reader === 'proxy' || reader === 'healthProxy', 'access.denied')
  const id = person._id.toString()
  const userId = await findElderUser(id)
  assertThat(userId !== undefined, 'elder.no_account')
  const acting = await findAnyActing(actor, id, deps)
  assertThat(acting, 'bond.ended')
  const write = async (session?: ClientSession) => {
    const options = session ? { session } : {}
    const isOff = { _id: userId, elderMode: { $ne: true } }
    const { modifiedCount } = await User.updateOne(isOff, { $set: { elderMode: true } }, options)
    return modifiedCount === 0 ? undefined : modifiedCount
  }
  const act = { what: '把手机换成了长辈版', record: { kind: 'elder', id } }
  if ((await whileActing(acting, act, write, deps)) === undefined) return
  forgetActor(userId)
  deps.publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'level' } })
}
