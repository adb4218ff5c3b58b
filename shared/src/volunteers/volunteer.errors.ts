export const volunteerErrors = {
  'volunteer.not_approved': { status: 403, message: '请先报名做志愿者，社区通过后就能接单。' },
  'volunteer.off_duty': { status: 409, message: '您现在是“休息”，打开“可以接单”后再接。' },
  'volunteer.too_many_jobs': { status: 409, message: '您手上的事已经够多了，办完一件再接，辛苦了。' },
  'volunteer.not_insured': { status: 409, message: '上门服务需要在有效期内的培训和保险，请联系社区更新。' },
  'volunteer.too_young': { status: 403, message: '未满 18 岁不能单独上门服务，可以参加社区组织的活动。' },
  'volunteer.exists': { status: 409, message: '您已经报过名了，在“我是志愿者”里能看到进展。' },
  'volunteer.age_needed': { status: 400, message: '请选一下是否已满 18 岁，未满 18 岁要监护人同意。' },
  'volunteer.guardian_needed': { status: 409, message: '未满 18 岁，请先收到监护人签字的同意书，再通过。' },
  'volunteer.holds_work': {
    status: 409,
    message: '您手上还有没办完的事。可以先办完，也可以交还社区，由社区接着安排，然后就能退出。',
  },
  'volunteer.nobody_in_turn': {
    status: 409,
    message: '现在轮不到人：都在休息、手上已满，或没有上门要的培训和保险。可以请志愿者自己来接，或派给别人。',
  },
  'volunteer.not_assignable': {
    status: 409,
    message: '这位志愿者现在接不了：可能在休息、手上已满，或培训保险过期。请换一位。',
  },
} as const
