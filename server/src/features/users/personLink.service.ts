import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import type { ClientSession, Types } from 'mongoose'
import { inTransaction } from '../../lib/inTransaction'
import { Person } from '../register/person.model'
import { forgetActor } from './actor.service'
import { findPersonIdOf } from './account.service'
import { User } from './user.model'
import { listPersonLinkHooks } from './userHooks'

/** Goes into the write that links an account to a person of the register, which `followPersonLink` follows. */
export const linkPending = { isLinkPending: true } as const

/**
 * One person of the register has one account: the write that links one stands with a look at the others, and each that
 * does so changes the person.
 * @param write is told whether another account has her; may run more than once.
 */
export async function whileLinking<T>(
  userId: Types.ObjectId | string,
  personId: string,
  write: (isTaken: boolean, session: ClientSession) => Promise<T>,
): Promise<T> {
  return inTransaction(async (session) => {
    await Person.updateOne({ _id: personId }, { $inc: { links: 1 } }, { session, timestamps: false })
    const other = await User.exists({ personId, _id: { $ne: userId } }).session(session)
    return write(other !== null, session)
  })
}

/** What was done for a person before she had an account becomes her account's, and her rights go by it at once. Repeatable. */
export async function followPersonLink(userId: string, deps: Deps): Promise<void> {
  const personId = await findPersonIdOf(userId)
  if (personId === undefined) return
  forgetActor(userId)
  for (const hook of listPersonLinkHooks()) await hook.follow(userId, personId.toString(), deps)
  deps.publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'level' } })
  await User.updateOne({ _id: userId, personId, ...linkPending }, { $unset: { isLinkPending: 1 } })
}

/** A server that died in between is followed by the next one; one account that fails keeps nobody behind it. */
async function resumeLinks(deps: Deps): Promise<void> {
  for (const { _id } of await User.find({ isLinkPending: true }, { _id: 1 }).lean())
    try {
      await followPersonLink(_id.toString(), deps)
    } catch (error) {
      deps.logger.error({ err: error, user: _id.toString() }, 'a link to the register cannot be followed')
    }
}

export const personLinkJob: JobDefinition = { name: 'followPersonLinks', everySeconds: 60, run: resumeLinks }
