/**
 * What a ballot is made of, as data: kinds, who votes, how it is asked, by what share it is decided.
 * Source: product page, “Deliberation”; the reasons are 城市居民委员会组织法, 村民委员会组织法 and 民法典 278.
 */

/** `opinion` decides nothing by law; `residents`: 居民会议, 村民会议; `owners`: 业主共同决定. */
export const ballotKinds = ['opinion', 'residents', 'owners'] as const
export type BallotKind = (typeof ballotKinds)[number]

export const ballotKindNames: Record<BallotKind, string> = {
  opinion: '意见征询',
  residents: '居民（村民）会议表决',
  owners: '业主共同决定',
}

/** Who votes: each adult, each household by one named adult, or the owners of one estate. */
export const electorates = ['adults', 'households', 'owners'] as const
export type Electorate = (typeof electorates)[number]

export const electorateTexts: Record<Electorate, string> = {
  adults: '住在本社区、年满 18 周岁的居民，一人一票',
  households: '每户一票，由这户推选的一位成年人来投',
  owners: '本小区的业主，租户和家人不投；同样的业主有几套房也算一人，一套房有几位业主合算一人',
}

export const electoratesOf: Record<BallotKind, readonly Electorate[]> = {
  opinion: ['adults', 'households', 'owners'],
  residents: ['adults', 'households'],
  owners: ['owners'],
}

/** Of such an electorate several people share one vote, and say beforehand who casts it. */
export const isShared = (electorate: Electorate): boolean => electorate !== 'adults'

/** How it is asked. `several`: as many as one agrees to. `ranked`: in order of liking, for `opinion` only. */
export const ballotForms = ['yesNo', 'single', 'several', 'ranked'] as const
export type BallotForm = (typeof ballotForms)[number]

export const ballotFormNames: Record<BallotForm, string> = {
  yesNo: '同意或反对',
  single: '几个方案里选一个',
  several: '几个方案里可以选多个',
  ranked: '几个方案按喜欢的先后排列',
}

export const formsOf: Record<BallotKind, readonly BallotForm[]> = {
  opinion: ballotForms,
  residents: ['yesNo', 'single', 'several'],
  owners: ['yesNo', 'single', 'several'],
}

/** Only a `plan` can be adopted; `against` and `abstain` count as taking part. */
export const optionRoles = ['plan', 'against', 'abstain'] as const
export type OptionRole = (typeof optionRoles)[number]

export interface BallotOption {
  /** `a`, `b`, … in the order of the paper. */
  id: string
  text: string
  role: OptionRole
}

/** A share that must be reached, or with `isOver` exceeded: 「三分之二以上」 includes two thirds, 「过半数」 does not include half. */
export interface Threshold {
  numerator: number
  denominator: number
  isOver: boolean
}

/** `quorum` of all who may vote, null: none. `majority` of those who take part, null: whatever has most votes. */
export interface BallotRule {
  quorum: Threshold | null
  majority: Threshold | null
}

export const moreThanHalf: Threshold = { numerator: 1, denominator: 2, isOver: true }
export const twoThirds: Threshold = { numerator: 2, denominator: 3, isOver: false }
export const threeQuarters: Threshold = { numerator: 3, denominator: 4, isOver: false }

/** Shares that people have a word for. */
export const commonThresholds: readonly { threshold: Threshold; name: string }[] = [
  { threshold: moreThanHalf, name: '过半数' },
  { threshold: twoThirds, name: '三分之二以上' },
  { threshold: threeQuarters, name: '四分之三以上' },
]

export const isSameThreshold = (a: Threshold, b: Threshold): boolean =>
  a.numerator === b.numerator && a.denominator === b.denominator && a.isOver === b.isOver

export function nameThreshold(threshold: Threshold): string {
  const common = commonThresholds.find((each) => isSameThreshold(each.threshold, threshold))
  const { numerator, denominator, isOver } = threshold
  return common?.name ?? `${isOver ? '超过' : ''}${denominator} 分之 ${numerator}${isOver ? '' : ' 以上'}`
}

/** What owners decide together; the last three need three quarters. Source: 民法典 278. */
export const ownersMatters = ['ordinary', 'maintenanceFund', 'rebuilding', 'changedUse'] as const
export type OwnersMatter = (typeof ownersMatters)[number]

export const ownersMatterNames: Record<OwnersMatter, string> = {
  ordinary: '一般事项（物业、使用维修资金、管理规约等）',
  maintenanceFund: '筹集维修资金',
  rebuilding: '改建、重建',
  changedUse: '改变共有部分的用途，或用来经营',
}

const special: BallotRule = { quorum: twoThirds, majority: threeQuarters }

export const ownersRules: Record<OwnersMatter, BallotRule> = {
  ordinary: { quorum: twoThirds, majority: moreThanHalf },
  maintenanceFund: special,
  rebuilding: special,
  changedUse: special,
}

/** Of residents' meetings, where the street has set nothing else. */
export const defaultResidentsRule: BallotRule = { quorum: moreThanHalf, majority: moreThanHalf }

/** What a ballot is about, and where the page leads back to. */
export const subjectKinds = ['motion', 'meeting', 'community'] as const
export type SubjectKind = (typeof subjectKinds)[number]

export const ballotOutcomes = ['passed', 'failed', 'noQuorum', 'void'] as const
export type BallotOutcome = (typeof ballotOutcomes)[number]

export const ballotLimits = {
  titleText: 60,
  bodyText: 2000,
  optionText: 60,
  options: 10,
  noteText: 500,
  longestOpenDays: 60,
  /** Votes under way at the closing second arrive before the count begins. */
  graceSeconds: 5,
  paperNumber: 99_999,
  /** With fewer papers handed, those who type them may guess whose each is: said before one is handed. */
  fewPapers: 5,
} as const

/** The least time, in minutes, that a ballot leaves people; data of a street beside its rule. */
export interface BallotSpans {
  /** Between the announcement and the opening, where people share a vote and name who casts it. */
  naming: number
  /** Named only after the opening: the others of the home have so long to object before the vote. */
  lateNaming: number
  open: number
}

/** Everywhere but in the demo's street, whose ballots one can live through in a quarter of an hour. */
export const defaultBallotSpans: BallotSpans = { naming: 24 * 60, lateNaming: 12 * 60, open: 60 }

/** 「24 小时」, 「1 分钟」, 「30 秒」. */
export const describeSpan = (minutes: number): string => {
  if (minutes < 1) return `${Math.round(minutes * 60)} 秒`
  return minutes % 60 === 0 ? `${minutes / 60} 小时` : `${minutes} 分钟`
}

/** Said wherever somebody might try. */
export const noElectionsText =
  '居委会、村委会、业委会的选举不能在这里办，要按选举的规定由选举委员会现场组织。这里只表决事情，不选人。'

/** Why owners’ votes are never secret: the exclusive area that is counted with a vote is as good as a name. */
export const ownersAreOpenText = '业主共同决定要按面积计票，面积会让人认出是谁投的，所以都是记名投票。'

/** The register has at most two decimals. @returns whole hundredths of a square metre, so that sums are exact. */
export const toAreaUnits = (squareMetres: number): number => Math.round(squareMetres * 100)

/** 「12,345.67 平方米」 of whole hundredths. */
export function formatArea(units: number): string {
  const whole = String(Math.floor(units / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = units % 100
  return `${whole}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`} 平方米`
}
