export const needErrors = {
  'need.invalid_transition': {
    status: 409,
    message: '这件事的情况刚刚有变化，现在不能这样办。请看最新的进展。',
  },
  'need.already_taken': { status: 409, message: '已经有人接下这件事了，谢谢您！' },
  'need.met_missing': {
    status: 400,
    message: '请选一下见到本人没有。没有见到，我们马上接着找。',
  },
  'need.own': { status: 403, message: '这是您自己提的，或您替家里长者提的事，请别人来办、别人来定。' },
  'need.return_window_over': { status: 409, message: '退回的时间已过，请先办理，或请社区改派。' },
  'need.asked_enough': { status: 409, message: '已经请居民补充过两次了，请打电话问，或先办理。' },
  'need.extended_already': { status: 409, message: '这件事已经延期过一次，不能再延。' },
  'need.reopen_window_over': { status: 409, message: '办结已超过 30 天，请重新提一次，我们马上派人。' },
  'need.rated_already': { status: 409, message: '您已经评价过了，谢谢您。' },
  'need.category_unknown': { status: 400, message: '没有这一类，请回到首页重新选一个。' },
  'need.category_closed': { status: 409, message: '这一类暂停受理，请打电话给社区，或选“其他”。' },
  'need.place_missing': { status: 400, message: '请告诉我们在哪里，工作人员才找得到。' },
  'need.community_missing': { status: 403, message: '请先扫社区的二维码加入社区，我们才知道派给谁。' },
  'need.public_place_only': {
    status: 403,
    message: '没有加入社区前，只能报公共地方的问题。扫社区的二维码就能加入。',
  },
  'need.post_unknown': { status: 400, message: '没有找到要派给的单位或岗位，请重新选。' },
  'need.post_of_subject': { status: 409, message: '这件事涉及对方，不能派给对方办，请另选。' },
  'need.not_confirmable': { status: 409, message: '办事的人不能自己回访，请换一位同事来问。' },
  'need.not_shared': { status: 404, message: '这件事没有公开，或已经办完了。' },
  'need.merge_target': { status: 400, message: '没有找到要合并到的那件事，请核对后再试。' },
  'need.coordination_due': { status: 409, message: '这件事已被退回两次，请指定一个单位牵头。' },
  'need.intake_paused': { status: 503, message: '现在暂时收不了新的诉求，请先打电话给社区。' },
  'need.nobody_above': {
    status: 409,
    message:
      '这里眼下没有别人能接这份反映，交给被反映的人自己就不公道了。请打 12345 政务服务热线，会有上一级的人来听；您写的话还留在这一页。',
  },
} as const
