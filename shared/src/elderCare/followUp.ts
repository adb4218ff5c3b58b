/** Why the station must call or go. */
export const followUpKinds = [
  'noAnswer',
  'notMet',
  'lateMeal',
  'late',
  'absent',
  'returned',
  'unitStopped',
  'unstaffed',
  'unaccepted',
  'unplaced',
  'priceChanged',
  'callDue',
  'unfinished',
  'unbegun',
  'concluded',
  'disputeOpen',
  'badRating',
  'spotCheck',
  'doneAnyway',
  'cameAfterAll',
  'personGone',
  'recordsMerged',
  'subsidyLost',
] as const
export type FollowUpKind = (typeof followUpKinds)[number]

/** What came of a call that asks whether it was done well; `later`: nobody answered, and it is tried again. */
export const callResults = { good: '做好了', bad: '没做好', later: '没有问到，明天再打' } as const
export type CallResult = keyof typeof callResults

/** These are over once she has said how it was. */
export const asksResult = (kind: FollowUpKind): boolean => kind === 'callDue' || kind === 'concluded'

/** Over once what became of the order is written in the order itself, and no sooner. */
export const endsWithOrder = (kind: FollowUpKind): boolean => kind === 'unbegun'

/** Told too late to be written into the order: the elder and hers hear of it with the desk. */
export const isToldLate = (kind: FollowUpKind): boolean => kind === 'doneAnyway' || kind === 'cameAfterAll'

/** Of somebody who died or moved away these go on: others are asked, not she. */
const goOn: readonly FollowUpKind[] = [
  'unfinished',
  'doneAnyway',
  'cameAfterAll',
  'recordsMerged',
  'subsidyLost',
  'personGone',
]

/** It asks her how she is or what she wants, or is about something that is to be done for her. */
export const isAboutHer = (kind: FollowUpKind): boolean => !goOn.includes(kind)

/** What it is, and what to do. */
export const followUpTexts: Record<FollowUpKind, { title: string; todo: string; minutes: number }> = {
  noAnswer: { title: '敲门没人应', todo: '马上打电话给长者和家人，找不到人就上门看', minutes: 15 },
  notMet: {
    title: '约好的时间没有等到人',
    todo: '马上打电话给长者和家人，找不到人就去家里看',
    minutes: 15,
  },
  lateMeal: { title: '饭还没送到', todo: '打电话给食堂和长者，安排补送', minutes: 20 },
  late: { title: '服务人员还没到', todo: '打电话给服务单位，再告诉长者', minutes: 30 },
  absent: { title: '约好了没有来', todo: '打电话问长者是不是平安，找不到人就上门看', minutes: 30 },
  returned: { title: '服务单位退回了', todo: '另找一家，或打电话和长者商量', minutes: 120 },
  unitStopped: {
    title: '服务单位刚停了，这一单快到时间',
    todo: '马上打电话问单位还来不来；不来就另找一家，再告诉长者',
    minutes: 15,
  },
  unstaffed: {
    title: '服务单位没有能做的人了，这一单快到时间',
    todo: '马上打电话问单位谁能去；没有人就另找一家，再告诉长者',
    minutes: 15,
  },
  unaccepted: { title: '还没有人接单', todo: '催服务单位，或另找一家', minutes: 120 },
  unplaced: { title: '长期预约这一天没有着落', todo: '打电话问长者怎么安排', minutes: 240 },
  priceChanged: {
    title: '长期预约的价钱变了',
    todo: '打电话告诉长者从哪天起、每次多少钱，问还要不要',
    minutes: 2 * 24 * 60,
  },
  callDue: { title: '做完了，等回访', todo: '打电话问长者做得好不好', minutes: 24 * 60 },
  unfinished: {
    title: '开始了，一直没有结束',
    todo: '马上打电话给服务人员和长者，问还在不在做、要不要帮忙',
    minutes: 30,
  },
  unbegun: {
    title: '日子过了，不知道来过没有',
    todo: '打电话问长者和服务单位：来过没有，长者好不好。再打开服务单登记结果，登记了这一件就办完了',
    minutes: 24 * 60,
  },
  concluded: {
    title: '结束了，没有服务人员的记录',
    todo: '打电话问长者：做了什么，做得好不好，再点“回访：做好了”或“没做好”',
    minutes: 24 * 60,
  },
  disputeOpen: {
    title: '长者说没做好，一直没有答复',
    todo: '打电话给服务单位和长者，商量怎么补；已经交给上一级来定',
    minutes: 24 * 60,
  },
  badRating: { title: '长者不满意', todo: '打电话问哪里没做好', minutes: 24 * 60 },
  spotCheck: {
    title: '问一声：上门没有核对数字',
    todo: '打电话或上门问长者：人来过没有，事办好没有',
    minutes: 24 * 60,
  },
  doneAnyway: {
    title: '取消以前已经上门了',
    todo: '当时没有网络，取消以后才知道。打电话问服务人员和长者做了什么，商量怎么结',
    minutes: 24 * 60,
  },
  cameAfterAll: {
    title: '登记结果以后，才知道有人上过门',
    todo: '当时没有网络，登记结果以后才知道。打电话问服务人员和长者做了什么，再商量怎么结',
    minutes: 24 * 60,
  },
  recordsMerged: {
    title: '台账里的两条登记合成了一条',
    todo: '打电话告诉长者和家人：留了哪一个、停了哪一个，问对不对',
    minutes: 24 * 60,
  },
  subsidyLost: {
    title: '补贴没有记进街道的结算',
    todo: '把这一单的单位、日期和金额告诉街道，由街道补给单位，再写明哪天补的；长者不用补交',
    minutes: 3 * 24 * 60,
  },
  personGone: { title: '长者住院、外出或已离开', todo: '和家人、服务单位说明停下的服务', minutes: 24 * 60 },
}
