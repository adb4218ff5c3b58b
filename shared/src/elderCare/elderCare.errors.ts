export const careErrors = {
  'care.photo_never': { status: 400, message: '助浴、护理这类服务不能拍照，请改回“不拍照”。' },
  'care.proof_unfit': {
    status: 400,
    message: '要“逐项核对”，请写上核对什么；要“拍结果”，请先在“拍照”里允许拍结果。',
  },
  'care.next_unknown': { status: 400, message: '“做完接着做”的那一项目录里没有，或者就是这一项，请换一项。' },
  'care.last_definition': { status: 409, message: '上级没有这一项，不能删；不想提供可以设为暂停。' },
  'care.offered_already': { status: 409, message: '这个单位已经提供这一项了，直接改就行。' },
  'care.person_missing': {
    status: 403,
    message: '还没有在社区登记过。请到服务站登记，或打电话给社区，登记后就能预约。',
  },
  'care.person_away': { status: 409, message: '登记上说人不在家（住院或外出），回来后请社区改一下再预约。' },
  'care.not_offered': { status: 409, message: '这一项现在没有单位能做，请打电话给社区，我们来想办法。' },
  'care.slot_full': { status: 409, message: '这个时间刚刚约满了，请选另一个时间。' },
  'care.ordered_already': {
    status: 409,
    message: '这个时间已经约过一次了，不用再约。想再约一次，请选别的时间。',
  },
  'care.time_taken': {
    status: 409,
    message:
      '这个时间刚刚约了别的服务，两样会碰在一起，所以这次没有约上。请换个时间；确实要放在一起，选好这个时间再按一次。',
  },
  'care.paid_meanwhile': {
    status: 409,
    message: '您刚才付的钱到了，原来那一单已经替您留着，不用再约。',
  },
  'care.too_late': { status: 409, message: '这个时间来不及安排了，请选晚一点的时间。' },
  'care.invalid_transition': {
    status: 409,
    message: '这一单的情况刚刚有变化，现在不能这样办。请看最新的进展。',
  },
  'care.too_early': {
    status: 409,
    message: '还没到约好的那一天，现在不能按。从那天零点起就能按，是哪一天写在这一单里。',
  },
  'care.day_over': {
    status: 409,
    message:
      '约好的那一天已经过了，不能再按。请打电话告诉社区那天去过没有：去过的，社区和长者商量怎么结；没去的，另约哪一天。',
  },
  'care.cancelled_meanwhile': {
    status: 409,
    message: '您上门的时候没有网络，这一单后来被取消了。已经告诉社区，会打电话问您做了什么；记录还在手机里。',
  },
  'care.ended_meanwhile': {
    status: 409,
    message:
      '您上门的时候没有网络，社区后来问过、登记了结果。已经告诉社区，会打电话问您做了什么；记录还在手机里。',
  },
  'care.already_taken': { status: 409, message: '已经有人接下这一单了，谢谢您！' },
  'care.result_missing': { status: 400, message: '请选一下结果：做好了、没做好，还是明天再打。' },
  'care.not_qualified': { status: 403, message: '做这一项需要的证书没有登记，或已经过期，请联系街道。' },
  'care.helpers_missing': { status: 409, message: '这一项要安排够人手，请再选一位。' },
  'care.helper_busy': { status: 409, message: '这个时间他已经有别的单，请换一位。' },
  'care.helper_away': { status: 409, message: '这位服务人员那天请假，请换一位。' },
  'care.code_wrong': { status: 409, message: '数字没有对上。请长者或家里人再慢慢念一遍，念一个填一个。' },
  'care.code_locked': { status: 409, message: '数字错了好几次，请先打电话给服务站核对身份。' },
  'care.card_unknown': { status: 409, message: '这张卡不是这位长者的，或已经停用，请改用六位数字。' },
  'care.record_incomplete': { status: 400, message: '记录还缺几项，请补上再完成。' },
  'care.photo_forbidden': { status: 400, message: '这一项服务不能拍照，请去掉照片。' },
  'care.not_safe_yet': { status: 409, message: '还不知道长者是否平安，请先找到人，再登记结果。' },
  'care.fee_risen': {
    status: 409,
    message: '免费取消的时间刚刚过了，现在取消要付费，请看清楚再决定。',
  },
  'care.price_changed': {
    status: 409,
    message: '价钱和刚才看到的不一样了，还没有约。请看看现在的价钱，合适就再按一次。',
  },
  'care.rated_already': { status: 409, message: '您已经评价过了，谢谢您。' },
  'care.not_confirmable': {
    status: 409,
    message: '做服务的单位和人不能自己确认、评价。请长者本人或别的家人来，也可以请社区打电话问长者。',
  },
  'care.own_matter': {
    status: 403,
    message: '这是您自己或您家长者的单，请同事来办。没有同事，就请上一级办。',
  },
  'care.helper_is_family': {
    status: 409,
    message: '替长者办事的家人和长者本人，不能同时来做这一单。请换一位，或请服务单位另找人。',
  },
  'care.cutoff_passed': { status: 409, message: '已过截止时间，厨房在准备了，这一餐改不了。急事请打电话。' },
  'care.plan_exists': { status: 409, message: '已经有同样的长期预约，请直接改那一个。' },
  'care.plan_over': { status: 409, message: '这个长期预约已经结束，请重新约一个。' },
  'care.not_recurring': { status: 400, message: '这一项不能长期预约，请一次一次约。' },
  'care.subsidy_used': {
    status: 409,
    message: '那一天的补贴已经用过，或不够了，换过去价钱会变。请换一天，或取消以后重新约。',
  },
  'care.sample_too_small': { status: 400, message: '每样菜至少留 125 克，请补足再记。' },
  'care.sample_too_young': { status: 409, message: '留样要放满 48 小时才能处理，请到时间再来。' },
  'care.food_measure_missing': {
    status: 400,
    message: '温度不合格，这一份先不要送。请写明怎么处理的，比如“重新加热到 75 度”。',
  },
  'care.entry_closed': { status: 409, message: '这一条已经处理过或作废了，请看最新的记录。' },
  'care.bill_received': {
    status: 409,
    message: '这个月的钱同事已经收过了，不要再收。后来的单算在下个月的账单里。',
  },
  'care.bill_too_early': { status: 409, message: '这个月还没有到，不能按月收。要现在付，请一单一单收。' },
  'care.result_elsewhere': {
    status: 409,
    message: '请打开服务单登记结果：来过了、没有来，或者人没有在。登记了，这一件就办完了。',
  },
  'care.task_done': { status: 409, message: '同事已经处理过这一件了。' },
} as const
