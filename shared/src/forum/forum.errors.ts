/** Errors of the forum. */
export const forumErrors = {
  'forum.not_a_member': {
    status: 403,
    message: '邻里圈给本社区核实过住址的居民和为社区服务的人。在“我的”里完成住址核实，就能进来。',
  },
  'forum.preview_needed': {
    status: 409,
    message: '发之前，请先看看邻居会怎样称呼您，确认后再发。',
  },
  'forum.board_closed': {
    status: 403,
    message: '这个板块不能直接发帖。想说的话可以发到“邻里交流”。',
  },
  'forum.personal_number': {
    status: 409,
    message: '为了您的安全，请不要写手机号或身份证号。邻居可以在下面留言，直接在这里联系您。',
  },
  'forum.contact_outside': {
    status: 409,
    message: '商户和服务单位请不要留电话或微信号。邻居在下面留言，您在这里回复，双方都有记录。',
  },
  'forum.muted': {
    status: 403,
    message: '您暂时不能在邻里圈发言，到期会自动恢复。提诉求、求助、投票和申诉都不受影响。',
  },
  'forum.too_many_comments': {
    status: 409,
    message: '您刚才说了不少，歇一歇，也让别人说说。您写的字还在。',
  },
  'forum.too_many_today': {
    status: 409,
    message: '今天发得有点多了，请明天再发新的。回复别人不受影响。',
  },
  'forum.locked': { status: 409, message: '这个帖子已经停止回复。有新的情况，可以另发一个帖子。' },
  'forum.lifted': {
    status: 409,
    message: '这条内容现在由街道来看。街道决定之前，社区不能管理它，也不能用社区的名义回复。',
  },
  'forum.changed_meanwhile': {
    status: 409,
    message: '这个帖子刚刚有变化，请看看最新的情况，再做一次。您写的字还在。',
  },
  'forum.not_now': { status: 409, message: '现在不能这样做，可能刚刚有人处理过，请看看最新的情况。' },
  'forum.too_many_edits': { status: 409, message: '这个帖子已经改了很多次，请另发一个新的。' },
  'forum.too_many_pins': { status: 409, message: '置顶的帖子已经有 3 个，请先取消一个，再置顶新的。' },
} as const
