import { formatDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { AppError } from '../../lib/appError'
import { describePost } from '../areas/post.service'
import type { Message } from '../messages/message'
import { storeDeliveries } from '../messages/outbox.mover'
import { endAtTerm, listStranded } from './heldWork.service'
import { Membership } from './membership.model'
import type { StoredMembership } from './userHooks'

const day = 24 * 60 * 60 * 1000
/** So long before the end it is said what is still in the person's hands. */
const noticeMilliseconds = 7 * day
/** A server that was down longer ends nothing by itself any more. */
const reachMilliseconds = 400 * day
const maxTerms = 1000

/** Those that still run; what ended before is left out by the database, so that it never fills the limit. */
const findTerms = (from: Date, to: Date, also: object = {}): Promise<StoredMembership[]> =>
  Membership.find({ until: { $gte: from, $lt: to }, endedAt: { $exists: false }, ...also })
    .sort({ until: 1 })
    .limit(maxTerms)
    .lean<StoredMembership[]>()

const tell = (
  { _id, userId, grantedBy, name, district }: StoredMembership,
  event: 'membership.termSoon' | 'membership.termOver',
  words: Pick<Message, 'title' | 'body'>,
  deps: Deps,
): Promise<void> => {
  const cause = `${event}:${_id.toString()}`
  const common = { event, district, title: `${name}：${words.title}`, body: words.body }
  return storeDeliveries(
    [
      { cause, message: { ...common, userId: userId.toString(), page: 'pages/workbench/index' } },
      {
        cause,
        message: { ...common, userId: grantedBy.toString(), page: 'packages/manage/pages/roles/index' },
      },
    ],
    deps,
  )
}

async function sayWhatIsLeft(membership: StoredMembership, deps: Deps): Promise<void> {
  const left = (await listStranded(membership, deps)).length
  const until = formatDay(membership.until ?? deps.clock.now(), deps.clock.now())
  const work = left === 0 ? '手上没有没办完的事。' : `手上还有 ${left} 件没办完，到期会转给上级接着办。`
  await tell(
    membership,
    'membership.termSoon',
    { title: `任期到${until}为止`, body: `${work}要续任请在到期前办。` },
    deps,
  )
  await Membership.updateOne({ _id: membership._id }, { $set: { termNotedAt: deps.clock.now() } })
}

async function endOne(membership: StoredMembership, deps: Deps): Promise<void> {
  const { desk, moved } = await endAtTerm(membership, deps)
  const receiver = (await describePost(desk))?.name ?? '上级'
  const body = moved === 0 ? '谢谢您的付出。' : `没办完的 ${moved} 件已转给${receiver}接着办。谢谢您的付出。`
  await tell(membership, 'membership.termOver', { title: '任期到了', body }, deps)
}

/**
 * Roles whose date has come end as if someone above had ended them: what nobody else would hold goes to the desk, so
 * that no work lies at a post without a person. A week before, the person and whoever gave the role are told.
 */
export async function endTerms(deps: Deps, signal?: AbortSignal): Promise<void> {
  const now = deps.clock.now()
  const over = await findTerms(new Date(now.getTime() - reachMilliseconds), now)
  const soon = await findTerms(now, new Date(now.getTime() + noticeMilliseconds), {
    termNotedAt: { $exists: false },
  })
  const steps = [...over.map((m) => () => endOne(m, deps)), ...soon.map((m) => () => sayWhatIsLeft(m, deps))]
  for (const step of steps) {
    if (signal?.aborted) return
    try {
      await step()
    } catch (error) {
      // Another server ended it first; of any other failure the next run tries again, and the others go on.
      if (error instanceof AppError && error.code === 'membership.ended') continue
      deps.logger.error({ err: error }, 'a term could not be ended')
    }
  }
}

export const membershipTermJob: JobDefinition = { name: 'endTerms', everySeconds: 600, run: endTerms }
