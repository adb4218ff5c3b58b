import { needContracts } from '@linli/shared/needs/need.contract'
import { formatDay } from '@linli/shared/time'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { listAssignablePosts } from './need.posts'
import { hideFirstWords } from './need.check'
import { createNeed, intakeNeed } from './need.intake'
import { Need, type NeedRecord } from './need.model'
import { findSight, isResident } from './need.policy'
import { countCeiling, countQueue, listMyNeeds, listQueue } from './need.queue'
import { actOnNeed, findVisibleNeed } from './need.service'
import { listNearbyNeeds, supportNeed } from './need.support'
import { releaseNow } from './need.sweep'
import { previewNeed } from './need.preview'
import { listSubjects } from './need.subjects'
import { hasCard, viewNearby, viewNeed, viewSummary } from './need.view'
import { describeState } from './need.words'

export const needRoutes: Route[] = [
  route(needContracts.createNeed, async ({ actor, body, requestKey, deps }) =>
    viewNeed(await createNeed(actor, body, requestKey, deps), { actor }, deps),
  ),
  route(needContracts.intakeNeed, async ({ actor, body, requestKey, deps }) =>
    viewNeed(await intakeNeed(actor, body, requestKey, deps), { actor }, deps),
  ),
  route(needContracts.listSubjects, async ({ actor, deps }) => ({ items: await listSubjects(actor, deps) })),
  route(needContracts.listMyNeeds, async ({ actor, query, deps }) => {
    const { needs, nextCursor } = await listMyNeeds(actor, query, deps)
    return {
      items: needs.map((need) =>
        viewSummary(hideFirstWords(actor, need, 'all'), 'all', deps.clock.now(), true),
      ),
      nextCursor,
    }
  }),
  route(needContracts.listNearbyNeeds, async ({ actor, query }) => ({
    items: (await listNearbyNeeds(actor, query)).map((need) => viewNearby(need, actor)),
  })),
  route(needContracts.listQueue, async ({ actor, query, deps }) => {
    const { needs, nextCursor } = await listQueue(actor, query, deps)
    const now = deps.clock.now()
    const visible = needs
      .map((need) => [need, findSight(actor, need)] as const)
      .filter(([, sight]) => sight !== 'none')
    return {
      items: visible.map(([need, sight]) => viewSummary(hideFirstWords(actor, need, sight), sight, now)),
      nextCursor,
    }
  }),
  route(needContracts.countQueue, async ({ actor, query }) => ({
    counts: await countQueue(actor, query.post),
    atMost: countCeiling - 1,
  })),
  route(needContracts.getNeed, async ({ actor, params, deps }) => {
    const { need, hasReason } = await findVisibleNeed(actor, params.id, deps)
    return viewNeed(need, { actor, hasReason }, deps)
  }),
  route(needContracts.getNeedCard, async ({ params, deps }) => {
    const need = await Need.findOne({ _id: params.id }, { history: 0 }).lean<NeedRecord | null>()
    assertThat(need && hasCard(need), 'record.not_found')
    const now = deps.clock.now()
    return {
      title: `${need.category.name}（${formatDay(need.createdAt, now)}）`,
      stateText: describeState(need, now),
      communityName: need.communityName,
    }
  }),
  route(needContracts.previewNeed, async ({ actor, params, deps }) => {
    const { need } = await findVisibleNeed(actor, params.id, deps)
    assertThat(isResident(actor, need), 'access.denied')
    return previewNeed(need, deps)
  }),
  route(needContracts.supportNeed, async ({ actor, params, deps }) => ({
    supporters: await supportNeed(actor, params.id, deps),
  })),
  route(needContracts.releaseNeed, async ({ actor, params, deps }) => {
    const { need } = await findVisibleNeed(actor, params.id, deps)
    assertThat(isResident(actor, need), 'access.denied')
    return viewNeed(await releaseNow(need, deps), { actor }, deps)
  }),
  route(needContracts.listAssignablePosts, async ({ actor, params, deps }) => {
    const { need } = await findVisibleNeed(actor, params.id, deps)
    return { items: await listAssignablePosts(actor, need, deps) }
  }),
  route(needContracts.actOnNeed, async ({ actor, params, body, requestKey, deps }) => {
    const need = await actOnNeed(actor, params.id, body, requestKey, deps)
    return viewNeed(need, { actor }, deps)
  }),
]
