import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { triageOf } from '@linli/shared/users/posts'
import { toPlace } from '../../lib/placeFields'
import type { Message } from '../messages/message'
import { kickOutbox, registerOutboxSource, type OutboxEntry } from '../messages/outbox'
import { followPersonLink } from '../users/personLink.service'
import { listPostPeople } from '../users/postPeople.service'
import { RecordAccess } from '../users/recordAccess.model'
import { User } from '../users/user.model'
import { PersonMerge, type PersonMergeRecord } from './merge.model'
import { listMergeFollowers, movePerson, registerPersonMerge, type PersonMove } from './person.hooks'
import { inTransaction } from '../../lib/inTransaction'
import { HomeLink } from './homeLink.model'
import { moveHomes } from './merge.homes'
import { PersonCorrection, PersonEvidence } from './person.model'

/** What was under way under the old id while it was merged has been written by then. */
const againMilliseconds = 10 * 60 * 1000

const page = 'packages/families/pages/doubles/index'
const ownPage = 'packages/families/pages/care/index'

/** Her account is hers at once: its rights and what was done for the other record go by the one that stays. */
async function followAccount({ keptId }: PersonMergeRecord, deps: Deps): Promise<void> {
  const user = await User.findOne({ personId: keptId, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  if (user) await followPersonLink(user._id.toString(), deps)
}

/**
 * Lets every feature move what it keeps of the record that went, and writes down how far it is. Repeatable; also behind
 * one that fails the others are asked. @throws AggregateError of what failed.
 */
export async function followMerge(merge: PersonMergeRecord, deps: Deps): Promise<void> {
  const { _id, keptId, goneId } = merge
  const note = async (remarks: string) => {
    await PersonMerge.updateOne({ _id }, { $addToSet: { remarks } })
  }
  const move: PersonMove = { mergeId: _id, from: goneId, into: keptId, note }
  const failed: unknown[] = []
  for (const { name, follow } of listMergeFollowers())
    try {
      await follow(move, deps)
      await PersonMerge.updateOne({ _id }, { $addToSet: { moved: name } })
    } catch (error) {
      failed.push(new Error(name, { cause: error }))
    }
  if (failed.length > 0) throw new AggregateError(failed, 'a merge of two records was not followed')
  await followAccount(merge, deps)
  await PersonMerge.updateOne(
    { _id, state: 'moving' },
    { $set: { state: 'done', againAt: new Date(deps.clock.now().getTime() + againMilliseconds) } },
  )
}

const readMerge = (_id: PersonMergeRecord['_id']): Promise<PersonMergeRecord | null> =>
  PersonMerge.findOne({ _id }).lean<PersonMergeRecord | null>()

/** With the answer; what cannot be done now, or is cut off, the outbox does. */
export async function followMergeAtOnce(merge: PersonMergeRecord, deps: Deps): Promise<void> {
  try {
    await followMerge(merge, deps)
  } catch (error) {
    deps.logger.error({ err: error, merge: merge._id.toString() }, 'a merge was not followed at once')
  }
  kickOutbox(PersonMerge)
}

/** A colleague is to look at it; where there is none, the street. */
async function expandProposed(merge: PersonMergeRecord, deps: Deps): Promise<string[]> {
  const { proposedBy, ...place } = merge
  const isOther = (id: string): boolean => id !== proposedBy.userId.toString()
  const now = deps.clock.now()
  const colleagues = (await listPostPeople(triageOf(toPlace(place)), now)).filter(isOther)
  if (colleagues.length > 0 || place.street === undefined) return colleagues
  return (await listPostPeople(`triage:${place.street}`, now)).filter(isOther)
}

async function expandMerge(merge: PersonMergeRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  const { event } = entry
  const { district, keptId } = merge
  if (event === 'person.mergeProposed') {
    const body = '请看两条登记是不是同一个人，是就点“是同一个人”，不是就写明原因。'
    const staff = await expandProposed(merge, deps)
    return staff.map((userId) => ({
      ...{ userId, event, title: '有两条登记要核对是不是同一个人', body, page, district, isQueue: true },
    }))
  }
  const user = await User.findOne({ personId: keptId, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  if (!user) return []
  const body = '您的服务单、诉求、补贴和亲属代办都在，不用做什么。有不对的地方，请打电话给社区。'
  return [
    {
      userId: user._id.toString(),
      event,
      title: '社区把您的两条登记合成了一条',
      body,
      page: ownPage,
      district,
    },
  ]
}

/** Looks once more for what was written under the old id in the moment of the merge; one that fails keeps none behind it. */
async function followMergesAgain(deps: Deps, signal?: AbortSignal): Promise<void> {
  const due = await PersonMerge.find({ againAt: { $lte: deps.clock.now() } })
    .limit(50)
    .lean<PersonMergeRecord[]>()
  for (const merge of due) {
    if (signal?.aborted) return
    try {
      await followMerge(merge, deps)
      await PersonMerge.updateOne({ _id: merge._id }, { $unset: { againAt: 1 } })
    } catch (error) {
      deps.logger.error({ err: error, merge: merge._id.toString() }, 'a merge was not looked at once more')
    }
  }
}

export const followMergesJob: JobDefinition = {
  name: 'followMerges',
  everySeconds: 60,
  run: followMergesAgain,
}

/** Called once, where the routes of the register are listed. */
export function registerMergeHooks(): void {
  registerOutboxSource<PersonMergeRecord>({
    name: 'personMerge',
    model: PersonMerge,
    expand: expandMerge,
    async apply({ _id }, { event }, deps) {
      const merge = event === 'person.merged' ? await readMerge(_id) : null
      if (merge?.state === 'moving') await followMerge(merge, deps)
    },
  })
  registerPersonMerge(
    'register',
    [PersonEvidence, PersonCorrection, HomeLink, PersonMerge, User, RecordAccess],
    async (move) => {
      await movePerson(PersonEvidence, move)
      await movePerson(PersonCorrection, move)
      await movePerson(User, move)
      const community = (await readMerge(move.mergeId))?.community ?? ''
      await inTransaction((session) => moveHomes(move, community, session))
      await RecordAccess.updateMany(
        { ownerPersonId: move.from, kind: { $in: ['person', 'careStatement'] } },
        { $set: { recordId: move.into } },
      )
      await movePerson(RecordAccess, move, 'ownerPersonId')
      // Whoever was merged into the one that went is found under the one that stays.
      await movePerson(PersonMerge, move, 'keptId')
    },
  )
}
