import type { NoticeAction } from '@linli/shared/notices/notice.state'
import { waitingCeiling } from '@linli/shared/workbench/waiting'
import type { Deps } from '../../deps'
import { countPapersToType } from '../ballots/paper.waiting'
import { listContentReviews } from '../contentCheck/contentReview.list'
import { listWaitingMotions } from '../deliberation/motion.feed'
import { listLateProjects } from '../deliberation/project.feed'
import { listBonds } from '../families/bond.lists'
import { listPaymentConsents } from '../families/payment.list'
import { listDead } from '../messages/delivery.service'
import { listDeskNotices } from '../notices/notice.lists'
import { listNoticeActions } from '../notices/notice.policy'
import { listPaymentTasks } from '../payments/paymentTask.service'
import { countEntitlements } from '../programmes/entitlement.service'
import { partyOf } from '../register/merge.decide'
import { listMerges } from '../register/merge.service'
import { listVerifications } from '../users/verification.service'
import { listVolunteers } from '../volunteers/volunteerAdmin.service'
import {
  communityRoles,
  countRows,
  nothing,
  type Holder,
  type Waiting,
  type WaitingCounter,
} from './waiting.types'

const officers = ['streetOfficer', 'districtOfficer'] as const

/** For a list of an area: whoever holds a role in a unit has none. */
const inArea =
  (count: (holder: Holder, areaCode: string, deps: Deps) => Promise<Waiting>) =>
  async (holder: Holder, deps: Deps): Promise<Waiting> => {
    const { areaCode } = holder.membership
    return areaCode === undefined ? nothing : count(holder, areaCode, deps)
  }

async function countVerifications({ actor, membership }: Holder): Promise<Waiting> {
  const { community } = membership.place
  if (community === undefined) return nothing
  return countRows(await listVerifications(actor, { community, limit: waitingCeiling }))
}

async function countReviews({ actor }: Holder, areaCode: string): Promise<Waiting> {
  return countRows(await listContentReviews(actor, { areaCode, state: 'review', limit: waitingCeiling }))
}

async function countMotions({ actor }: Holder, areaCode: string, { clock }: Deps): Promise<Waiting> {
  const now = clock.now()
  const [motions, projects] = [await listWaitingMotions(actor, areaCode), await listLateProjects(areaCode)]
  return countRows([...motions, ...projects], ({ dueBy }) => dueBy != null && dueBy <= now)
}

const steps: readonly NoticeAction[] = ['submit', 'approve', 'sign']

/** What this person has to finish, look over or sign. */
async function countNotices({ actor }: Holder, areaCode: string, deps: Deps): Promise<Waiting> {
  const query = { areaCode, shown: 'open', limit: waitingCeiling } as const
  const rows = await listDeskNotices(actor, query, deps)
  return countRows(
    rows.filter((row) => listNoticeActions(actor, row).some((action) => steps.includes(action))),
  )
}

async function countBonds({ actor }: Holder, community: string): Promise<Waiting> {
  const lists = ['requested', 'checked', 'review'] as const
  const read = (list: (typeof lists)[number]) => listBonds(actor, { community, list, limit: waitingCeiling })
  return countRows((await Promise.all(lists.map(read))).flat())
}

async function countConsents({ actor }: Holder, community: string, deps: Deps): Promise<Waiting> {
  const rows = await listPaymentConsents(actor, deps)
  return countRows(rows.filter((row) => row.community === community && row.waitsFor === 'staff'))
}

/** The yes of a second officer. */
async function countMerges({ actor }: Holder, areaCode: string): Promise<Waiting> {
  const rows = await listMerges(actor, areaCode)
  return countRows(rows.filter((row) => row.state === 'proposed' && partyOf(actor, row) === 'second'))
}

async function countEntitled({ actor }: Holder, areaCode: string): Promise<Waiting> {
  const { items } = await countEntitlements(actor, areaCode)
  return { count: items.reduce((sum, { found }) => sum + found, 0), late: 0 }
}

/** What a desk decides, answers and signs. */
export const deskCounters: readonly WaitingCounter[] = [
  {
    kind: 'payTasks',
    roles: [...communityRoles, ...officers, 'administrator'],
    count: async ({ actor }) => countRows(await listPaymentTasks(actor, true)),
  },
  { kind: 'payConsents', roles: communityRoles, count: inArea(countConsents) },
  {
    kind: 'verifications',
    roles: [...communityRoles, 'gridWorker', 'buildingLeader'],
    count: countVerifications,
  },
  { kind: 'reviews', roles: [...communityRoles, ...officers], count: inArea(countReviews) },
  { kind: 'motions', roles: [...communityRoles, 'streetOfficer'], count: inArea(countMotions) },
  {
    kind: 'papers',
    roles: communityRoles,
    count: inArea(({ actor }, community) => countPapersToType(actor, community)),
  },
  { kind: 'notices', roles: [...communityRoles, ...officers], count: inArea(countNotices) },
  { kind: 'bonds', roles: communityRoles, count: inArea(countBonds) },
  { kind: 'merges', roles: [...communityRoles, 'streetOfficer'], count: inArea(countMerges) },
  {
    kind: 'volunteers',
    roles: communityRoles,
    count: inArea(async ({ actor }, community) =>
      countRows(await listVolunteers(actor, { community, state: 'applied', limit: waitingCeiling })),
    ),
  },
  { kind: 'entitlements', roles: officers, count: inArea(countEntitled) },
  {
    kind: 'deadLetters',
    roles: ['administrator'],
    count: inArea(async ({ actor }, district) =>
      countRows((await listDead(actor, { district, limit: waitingCeiling })).rows),
    ),
  },
]
