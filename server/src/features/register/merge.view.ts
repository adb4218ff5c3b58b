import type { MergeView } from '@linli/shared/register/merge.contract'
import { availableMergeActions, mergeStateTexts } from '@linli/shared/register/merge.state'
import type { PersonView } from '@linli/shared/register/register.contract'
import type { Deps } from '../../deps'
import { maskName } from '../../lib/masks'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import type { MergePair } from './merge.check'
import { openMergeDetails } from './merge.details'
import type { PersonMergeRecord } from './merge.model'
import { partyOf } from './merge.decide'
import { listDoubles, type previewMerge } from './merge.service'
import { listMergeFollowers } from './person.hooks'
import { Person, type PersonDocument } from './person.model'
import { viewPeople } from './register.service'

/** As lists show them, by id. */
async function viewById(
  people: readonly PersonDocument[],
  deps: Pick<Deps, 'crypto'>,
): Promise<Map<string, PersonView>> {
  return new Map((await viewPeople(people, deps)).map((view) => [view.id, view]))
}

export async function viewDoubles(actor: Actor, community: string, deps: Deps) {
  const { pairs, people, hasMore } = await listDoubles(actor, community)
  const views = await viewById(people, deps)
  return {
    items: pairs.map(({ ids, why }) => ({
      people: ids.flatMap((id) => views.get(id.toString()) ?? []),
      why,
    })),
    hasMore,
  }
}

async function viewPair({ kept, gone, accounts }: Pick<MergePair, 'kept' | 'gone' | 'accounts'>, deps: Deps) {
  const [keptView, goneView] = await viewPeople([kept, gone], deps)
  return (
    keptView &&
    goneView && {
      kept: { ...keptView, hasAccount: accounts.kept !== undefined },
      gone: { ...goneView, hasAccount: accounts.gone !== undefined },
    }
  )
}

export async function viewPreview(
  { pair, needsSecond, hindrance, effects }: Awaited<ReturnType<typeof previewMerge>>,
  deps: Deps,
) {
  const views = await viewPair(pair, deps)
  if (!views) throw new Error('a person of a pair has no view')
  return { ...views, needsSecond, effects, ...(hindrance === undefined ? {} : { hindrance }) }
}

/** Side by side only for whoever still has to decide: one of the two is gone afterwards. */
async function viewPeopleOf(merge: PersonMergeRecord, deps: Deps): Promise<MergeView['people']> {
  if (merge.state !== 'proposed') return []
  const ids = [merge.keptId, merge.goneId]
  const people = await Person.find({ _id: { $in: ids } }).lean<PersonDocument[]>()
  const users = await User.find(
    { personId: { $in: ids }, deletedAt: { $exists: false } },
    { personId: 1 },
  ).lean()
  const linked = new Set(users.map(({ personId }) => String(personId)))
  const views = await viewById(people, deps)
  return ids.flatMap((id) => {
    const view = views.get(id.toString())
    return view ? [{ ...view, hasAccount: linked.has(id.toString()) }] : []
  })
}

export async function viewMerge(actor: Actor, merge: PersonMergeRecord, deps: Deps): Promise<MergeView> {
  const { _id, state, keptId, proposedBy, decidedBy, moved, remarks } = merge
  const { reason, note, kept, gone } = openMergeDetails(merge, deps)
  return {
    ...{ id: _id.toString(), state, stateText: mergeStateTexts[state], keptId: keptId.toString() },
    ...{ keptName: maskName(kept.name), goneName: maskName(gone.name), reason },
    ...{ proposedBy: proposedBy.name, proposedAt: proposedBy.at.toISOString() },
    ...(decidedBy ? { decidedBy: decidedBy.name } : {}),
    ...(note === undefined ? {} : { note }),
    ...{ moved: moved.length, of: listMergeFollowers().length, remarks },
    people: await viewPeopleOf(merge, deps),
    actions: availableMergeActions(state, partyOf(actor, merge)),
  }
}
