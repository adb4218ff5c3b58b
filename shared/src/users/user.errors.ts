/** What can go wrong around accounts, roles and checks. */
export const userErrors = {
  'login.code_invalid': { status: 400, message: '登录没有成功，请再点一次登录。' },
  'login.state_invalid': { status: 400, message: '这次登录隔得太久了，请回到首页重新登录。' },
  'login.wechat_unavailable': { status: 503, message: '微信暂时没有回应，请过一会儿再试一次。' },
  'desk.expired': { status: 410, message: '这个二维码已经过了两分钟，请在电脑上换一个新的再扫。' },
  'desk.used': { status: 409, message: '这个二维码已经用过了，请在电脑上换一个新的再扫。' },
  'desk.staff_only': { status: 403, message: '电脑工作台只给工作人员用。您可以继续用手机办事。' },
  'phone.code_invalid': {
    status: 400,
    message: '没有拿到手机号，请再点一次按钮；也可以请工作人员当面登记。',
  },
  'phone.sms_unavailable': {
    status: 409,
    message: '这里还不能发短信验证码。请用微信手机号按钮，或者请工作人员当面登记。',
  },
  'phone.sms_too_soon': { status: 429, message: '刚刚发过一条短信，请等一分钟再要。' },
  'phone.sms_failed': { status: 503, message: '短信没有发出去，请过一会儿再试，或者请工作人员当面登记。' },
  'phone.sms_wrong': { status: 400, message: '验证码不对，请看一下短信再填一次。' },
  'phone.sms_expired': { status: 410, message: '这个验证码不能用了，请重新要一条短信。' },
  'phone.in_use': {
    status: 409,
    message: '这个手机号已经登记在另一个账号上。请带着手机到居委会，工作人员当面核对后帮您合到一起。',
  },
  'nickname.telling': {
    status: 409,
    message: '昵称谁都看得到，请不要写手机号、证件号、微信号、网址和门牌号。换一个好记的名字就行。',
  },
  'nickname.taken_back': {
    status: 409,
    message:
      '这个昵称社区看过以后收回了，请换一个。觉得不对，可以在邻里圈“我的”里点“没有公开的”，请上一级再看看。',
  },
  'nickname.refused': {
    status: 409,
    message: '这个昵称现在不能用，请换一个；也可以过一会儿在小程序里再试。',
  },
  'joinCode.not_valid': { status: 410, message: '这个社区码已经停用或过期，请向居委会要一个新的。' },
  'join.verified_elsewhere': {
    status: 409,
    message: '您的住址已经在另一个社区核实过。如果搬了家，请到新社区的居委会办理。',
  },
  'verification.community_needed': { status: 409, message: '请先扫居委会的社区码加入社区，再申请核实住址。' },
  'verification.open_already': { status: 409, message: '您已经申请核实住址了，工作人员会尽快核对。' },
  'verification.verified_already': { status: 409, message: '您的住址已经核实过，不用再申请。' },
  'verification.decided_already': { status: 409, message: '这份申请已经有人处理过了，请看最新的结果。' },
  'verification.person_gone': {
    status: 409,
    message:
      '居民登记里这个人是“已迁出”或“已去世”。如果登记有误，请先在居民登记里改回“在家”，账号会一起恢复。',
  },
  'verification.phone_needed': {
    status: 409,
    message: '这位居民的手机号还没有核实。请先当面登记手机号，再通过核实。',
  },
  'verification.same_person_unasked': {
    status: 409,
    message: '台账里这一户有同名的居民，看手机号分不清。请问清楚是不是同一个人、是哪一位，选好再通过。',
  },
  'account.too_young': { status: 403, message: '满 14 周岁才能使用自己的账号，请让家里的大人代办。' },
  'account.holds_roles': {
    status: 409,
    message: '您还担任着社区的工作，账号暂时不能注销。请先联系负责人卸任，再来注销。',
  },
  'account.has_open_matters': {
    status: 409,
    message: '您还有没办完的事。请先等它们办完，或者撤回，再来注销账号。',
  },
  'membership.exists': { status: 409, message: '这个人已经担任这项工作了。' },
  'membership.user_not_found': {
    status: 404,
    message: '没有找到用这个手机号的账号。请他先登录一次，并核实手机号。',
  },
  'membership.phone_needed': { status: 409, message: '请先核实这个人的手机号，再安排工作。' },
  'membership.work_account_taken': {
    status: 409,
    message: '这个企业微信账号已经登记在另一位工作人员名下，请核对。',
  },
  'membership.ended': { status: 409, message: '这项任职已经结束了。' },
  'membership.holds_work': {
    status: 409,
    message: '这个岗位还有没办完的事，没有别人接着办。请选一个接手的岗位，再结束任职。',
  },
  'membership.target_empty': { status: 409, message: '选的接手岗位现在没有人，请换一个。' },
} as const
