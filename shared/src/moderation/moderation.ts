/** Why a resident reports something. */
export const reportReasons = {
  ad: '广告或拉人',
  abuse: '骂人、攻击别人',
  fraud: '像是骗人的',
  privacy: '泄露别人的隐私',
  rumour: '不实消息',
  vulgar: '低俗、违法',
  /** Whoever decides must not be the one it is about: the street looks at it. */
  staff: '说的是社区工作人员（由街道来看）',
  /** Of its author, whatever was written: the words stay. */
  name: '昵称不合适',
  other: '别的问题',
} as const
export type ReportReason = keyof typeof reportReasons
export const reportReasonCodes = Object.keys(reportReasons) as [ReportReason, ...ReportReason[]]

export interface CommunityRule {
  code: string
  /** As the author reads it: 「不发广告、不拉群」. */
  text: string
}

/** The rules of a community that has not written its own. */
export const defaultCommunityRules: readonly CommunityRule[] = [
  { code: 'ad', text: '不发广告、不拉人进群' },
  { code: 'abuse', text: '好好说话，不骂人、不攻击别人' },
  { code: 'fraud', text: '不发骗人的、来路不明的信息' },
  { code: 'privacy', text: '不说出别人的姓名、电话、住址和病情' },
  { code: 'rumour', text: '不传没有核实的消息' },
  { code: 'vulgar', text: '不发低俗和违法的内容' },
  { code: 'offTopic', text: '发在合适的板块，不重复发' },
]

export const moderationRules = {
  /** A claim is a lease: work that lies still goes back by itself. */
  claimMinutes: 10,
  /** From this weight of reports on it is hidden until somebody has looked. */
  hideThreshold: 3,
  /** What one report weighs, by how often the reporter was right. */
  reportWeight: { least: 0.5, plain: 1, most: 2 },
  /** So many decided reports before the record counts. */
  reportsBeforeRecord: 3,
  bulk: 50,
  /** So many pieces taken away by a desk within so many days: what the author writes next, a person sees first. */
  watch: { pieces: 2, days: 30 },
  /**
   * So many pieces of one author waiting for a person because of what they say: until one of them was looked at, the
   * next waits too. One that waits holds up nothing else, and after so many days a desk that never looks punishes nobody.
   */
  waiting: { pieces: 2, days: 7 },
  /** Words of their own come slower than this; from the next piece on, a person sees it first. */
  flood: { minutes: 10, pieces: 5, answers: 15 },
  /** What one person says below posts, unless the community has set another number: beyond it, a pause. Official answers have none. */
  comments: { perHour: 40, perDay: 200, bounds: { least: 10, most: 500 } },
  /** The same words again within so many hours; shorter ones, such as “thanks”, people do say again. */
  repeat: { hours: 24, letters: 8 },
  muteDays: [1, 3, 7, 30],
  /** Days the figures look back on. */
  figureDays: 30,
} as const

/**
 * The weight of a report by the reporter's record: unknown reporters weigh 1, those who were mostly right up to 2,
 * those who were mostly wrong down to 0.5.
 */
export function weighReport({ upheld, rejected }: { upheld: number; rejected: number }): number {
  const { least, plain, most } = moderationRules.reportWeight
  const decided = upheld + rejected
  if (decided < moderationRules.reportsBeforeRecord) return plain
  const share = upheld / decided
  return share >= 0.5 ? plain + (share - 0.5) * 2 * (most - plain) : least + share * 2 * (plain - least)
}
