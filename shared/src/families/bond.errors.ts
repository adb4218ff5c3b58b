/** What can go wrong around family bonds. */
export const bondErrors = {
  'bond.not_acting': {
    status: 403,
    message: '您现在不能替这位老人办这件事。请老人在“我的亲属”里看看，或请社区帮忙办理授权。',
  },
  'bond.ended': { status: 409, message: '这份代办授权刚刚结束了，这件事没有办。请和老人或社区联系。' },
  'bond.invalid_transition': { status: 409, message: '这份授权的情况刚刚有变化，请看看最新的情况再决定。' },
  'bond.invitation_not_valid': {
    status: 410,
    message: '这份邀请已经用过、过期或收回了。请家里人重新发一份给您。',
  },
  'bond.own_invitation': { status: 409, message: '这是您自己发出的邀请，请把它发给家里的老人来打开。' },
  'bond.register_needed': {
    status: 409,
    message: '请先核实住址，我们才知道您是谁。也可以请社区工作人员当面办理。',
  },
  'bond.phone_needed': { status: 409, message: '请先核实您的手机号，再替家里老人办事。' },
  'bond.proxy_unknown': {
    status: 404,
    message: '没有找到用这个手机号的账号。请这位亲属先打开小程序登录，并核实手机号。',
  },
  'bond.exists': { status: 409, message: '这位亲属已经有一份在用的授权了，请改它的内容，不用再办一份。' },
  'bond.request_open': {
    status: 409,
    message: '您已经请社区办这位老人的代办了，还在办，不用再提。要改的话，先在“我的长辈”里收回那一份。',
  },
  'bond.too_many': { status: 409, message: '代办的人数已经到上限了。请先结束不用的授权，再办新的。' },
  'bond.capacity_doubtful': {
    status: 409,
    message: '这位老人能不能自己拿主意，街道正在了解。弄清楚以前，不能办新的授权；已经在用的照旧。',
  },
  'bond.second_person_needed': {
    status: 409,
    message: '监护文书要两位工作人员分别核对，请另一位同事来核对。',
  },
  'bond.guardianship_kept': {
    status: 409,
    message: '这是凭文书定下的监护，不能在这里直接取消。请告诉社区，工作人员会核对文书后办理。',
  },
  'bond.wrong_origin': { status: 409, message: '这份申请的办理方式不是这一种，请看清楚后再办。' },
  'bond.form_needed': {
    status: 409,
    message: '比原来多给的，要老人再签一次字。请当面问过老人，拍下新的签字表再保存。',
  },
  'bond.papers_needed': {
    status: 409,
    message: '监护的内容要加多，得凭文书重新办：先取消这一份，再凭文书办理，由两位工作人员核对。',
  },
  'bond.elder_gone': { status: 409, message: '登记里这位老人已经不在本社区，不能办理授权。请核对登记信息。' },
  'consent.decided_already': { status: 409, message: '这笔钱已经有人决定过了，请看最新的结果。' },
  'consent.capacity_doubtful': {
    status: 409,
    message: '这笔钱要另一位亲属或社区工作人员来同意，他们会接着办。您不同意的话，现在就可以点“不同意”。',
  },
  'consent.not_needed': { status: 409, message: '这笔钱没有超过说好的数，不用再请人同意。' },
} as const
