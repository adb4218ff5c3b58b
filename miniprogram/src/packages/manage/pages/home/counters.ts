import { listGuideEntries } from '../../../../services/guideAdmin'
import { listDeskNotices } from '../../../../services/notices'
import { listDeadDeliveries } from '../../../../services/operations'
import { listPaymentTasks } from '../../../../services/payments'
import { listVerifications } from '../../../../services/people'
import { listReviews } from '../../../../services/reviews'
import { listRuleProblems } from '../../../../services/rules'
import type { Membership } from '../../../../services/session'
import { isEditor, type PageName } from '../../components/access'

interface Waiting {
  number: number
  /** There are more than the first page. */
  hasMore: boolean
  unit: string
  /** Something to be put right, not only work to do. */
  isWrong: boolean
}

export type Count = (membership: Membership) => Promise<Waiting>

interface FirstPage {
  items: readonly unknown[]
  nextCursor?: string | undefined
}

const countPage = ({ items, nextCursor }: FirstPage, unit: string, isWrong = false): Waiting => ({
  number: items.length,
  hasMore: nextCursor !== undefined,
  unit,
  isWrong,
})

/** How much waits on each page that can say so, from its first rows. */
export const counters: Partial<Record<PageName, Count>> = {
  notices: async ({ areaCode = '', role }) =>
    countPage(isEditor(role) ? await listDeskNotices(areaCode, 'open') : { items: [] }, ' 条没发'),
  verifications: async ({ community }) => countPage(await listVerifications(community), ' 份待核对'),
  reviews: async ({ areaCode = '' }) => countPage(await listReviews(areaCode, 'review'), ' 条待审核'),
  rules: async ({ areaCode = '', role }) =>
    countPage(isEditor(role) ? await listRuleProblems(areaCode) : { items: [] }, ' 条有问题', true),
  guide: async ({ areaCode = '' }) => {
    const { items } = await listGuideEntries(areaCode)
    const outdated = items.filter(({ isOwn, state }) => isOwn && state === 'outdated')
    return countPage({ items: outdated }, ' 项过期', true)
  },
  payTasks: async () => countPage(await listPaymentTasks(true), ' 件要处理', true),
  deadLetters: async ({ areaCode = '' }) => countPage(await listDeadDeliveries(areaCode), ' 条', true),
}
