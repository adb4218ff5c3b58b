import type { Role } from '../users/roles'

/** What a notice is about. */
export const noticeKinds = ['notice', 'activity', 'policy', 'danger', 'outage', 'recall'] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const noticeKindNames: Record<NoticeKind, string> = {
  notice: '通知',
  activity: '活动',
  policy: '政策',
  danger: '危险警示',
  outage: '停水停电停气',
  recall: '问题产品召回',
}

/** Only these may be 必达: nobody knocks at a door for an activity. Source: product page, "Notices". */
export const mustReachKinds: readonly NoticeKind[] = ['danger', 'outage', 'recall']

/** For whom, when not for everyone of a place. */
export const noticeGroups = ['volunteer', 'partyMember', 'buildingLeader', 'gridWorker', 'unitStaff'] as const
export type NoticeGroup = (typeof noticeGroups)[number]

export const noticeGroupNames: Record<NoticeGroup, string> = {
  volunteer: '志愿者',
  partyMember: '党员',
  buildingLeader: '楼组长',
  gridWorker: '网格员',
  unitStaff: '站点和单位的人',
}

/** Whom it is for: places within the area that issues it (none: all of it), and there everyone or some groups. */
export interface NoticeAudience {
  areas: string[]
  groups: NoticeGroup[]
  /** Full years by the year of birth; whoever's is not known is left out then. */
  ageFrom?: number | undefined
  ageTo?: number | undefined
}

export type NoticeLevel = 'community' | 'street' | 'district'

interface NoticeDesk {
  write: readonly Role[]
  /** Never who wrote it: four eyes. */
  approve: readonly Role[]
  /** The 社区新闻发言人, whose name stands below it. */
  sign: readonly Role[]
}

/**
 * Who writes, who looks over it and who signs, for each level that issues notices. What a secretary writes herself is
 * approved by another secretary or by the street. Source: product page, "Words" (社区新闻发言人) and "Notices".
 */
export const noticeDesks: Record<NoticeLevel, NoticeDesk> = {
  community: {
    write: ['secretary', 'communityWorker'],
    approve: ['secretary', 'streetOfficer', 'districtOfficer'],
    sign: ['secretary'],
  },
  street: {
    write: ['streetOfficer'],
    approve: ['streetOfficer', 'districtOfficer'],
    sign: ['streetOfficer'],
  },
  district: { write: ['districtOfficer'], approve: ['districtOfficer'], sign: ['districtOfficer'] },
}

/** Everyone who has to do with notices at a desk. */
export const noticeDeskRoles = ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer'] as const

/** Who goes from door to door, or knows who lives behind it. */
export const noticeHelperRoles = ['gridWorker', 'buildingLeader'] as const

/** How a person came to know of it. Each person counts once, by the first. */
export const reachChannels = ['app', 'sms', 'call', 'family', 'paper', 'poster', 'visit'] as const
export type ReachChannel = (typeof reachChannels)[number]

export const reachChannelNames: Record<ReachChannel, string> = {
  app: '自己看了',
  sms: '短信',
  call: '打了电话',
  family: '告诉了家人',
  paper: '送了纸',
  poster: '贴了门',
  visit: '上门说了',
}

/** What staff say by one tap; the others are known by themselves. */
export const staffReachChannels = ['call', 'family', 'paper', 'poster', 'visit'] as const
export type StaffReachChannel = (typeof staffReachChannels)[number]

/** `gone`: died or moved away since; nobody looks for them. */
export const reachStates = ['waiting', 'visiting', 'reached', 'gone'] as const
export type ReachState = (typeof reachStates)[number]

/** Why somebody is visited before others, as it may be said; health decides as well and is never said. */
export const riskReasons = ['noContact', 'alone', 'aged'] as const
export type RiskReason = (typeof riskReasons)[number]

export const riskReasonNames: Record<RiskReason, string> = {
  noContact: '没有电话也没有账号',
  alone: '一个人住',
  aged: '80 岁以上',
}

export const riskOrderText =
  '先看没有电话也没有账号的人，再看一个人住的，再按照护等级和年龄。照护等级只用来排先后，这里不显示。'

export const noticeLimits = {
  title: 40,
  text: 2000,
  reason: 200,
  areas: 60,
  /** Beyond it nobody lives. */
  age: 120,
  /** How long after it went out the visits to those not reached begin. */
  visitAfterMinutes: { least: 1, usual: 240, most: 3 * 24 * 60 },
  /** One that must reach people and has no end ends by itself. */
  mustReachDays: 30,
  /** Visits one worker makes in a day, besides everything else. */
  visitsPerWorkerDay: { usual: 12, most: 60 },
  /** A withdrawn one stays among the present ones for so many days, so that whoever read it sees it. */
  withdrawnDays: 7,
  /** From this age on somebody is visited before younger ones. */
  aged: 80,
  /** How long what is signed and due waits for the check of its words; see notice.hold of the server. */
  holdMinutes: { urgent: 3, untilTold: 2, most: 24 * 60 },
} as const
