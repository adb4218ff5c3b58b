/** How far an application has come. */
export const volunteerStates = ['applied', 'approved', 'declined', 'ended'] as const
export type VolunteerState = (typeof volunteerStates)[number]

/** Skills that many have, offered to tap; others are typed. */
export const commonSkills = [
  '水电维修',
  '搬运',
  '代购',
  '陪诊',
  '陪聊',
  '理发',
  '手机使用',
  '辅导',
  '量血压',
  '缝补',
] as const

/** How many jobs a volunteer may set as the most at a time. */
export const maxOpenJobsCeiling = 10
