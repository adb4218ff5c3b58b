import type { WaitingKind } from '@linli/shared/workbench/waiting'
import { listGuideEntries } from '../../../../services/guideAdmin'
import { listRuleProblems } from '../../../../services/rules'
import type { Membership } from '../../../../services/session'
import { isEditor, type PageName } from '../../components/access'

/** What waits on a page, by what the workbench counts. */
export const waitingOf: Partial<Record<PageName, { kind: WaitingKind; unit: string; isWrong?: true }>> = {
  verifications: { kind: 'verifications', unit: ' 份待核对' },
  reviews: { kind: 'reviews', unit: ' 条待审核' },
  notices: { kind: 'notices', unit: ' 条等您办' },
  checkIns: { kind: 'checkIns', unit: ' 位在找', isWrong: true },
  payTasks: { kind: 'payTasks', unit: ' 件要处理', isWrong: true },
  entitlements: { kind: 'entitlements', unit: ' 项等同意' },
  deadLetters: { kind: 'deadLetters', unit: ' 条', isWrong: true },
}

/** Something to be put right, not only work to do. */
interface Problems {
  number: number
  unit: string
}

export type Count = (membership: Membership) => Promise<Problems>

/** What is wrong with what was set up once, as each page reads it. */
export const counters: Partial<Record<PageName, Count>> = {
  rules: async ({ areaCode = '', role }) => ({
    number: isEditor(role) ? (await listRuleProblems(areaCode)).items.length : 0,
    unit: ' 条有问题',
  }),
  guide: async ({ areaCode = '' }) => {
    const { items } = await listGuideEntries(areaCode)
    return {
      number: items.filter(({ isOwn, state }) => isOwn && state === 'outdated').length,
      unit: ' 项过期',
    }
  },
}
