/** Errors of deliberation: motions, councillors, meetings, projects. */
export const deliberationErrors = {
  'motion.too_many_open': {
    status: 409,
    message: '您提的议题里，还没有结果的已经到了上限。等其中一个有了结果，或者撤回一个，就能再提。',
  },
  'motion.not_now': {
    status: 409,
    message: '现在不能这样做，这个议题可能刚刚有了变化。请看看最新的情况。',
  },
  'motion.changed_meanwhile': {
    status: 409,
    message: '这个议题刚刚有了变化：文字改过，或者有邻居联了名。请重新看一遍，您写的还在。',
  },
  'motion.not_refusable': {
    status: 409,
    message:
      '五分之一以上的居民联名，这个议题一定要由居民表决，不能只作答复，也不能由议事会来定或直接开始办。请先安排表决。',
  },
  'motion.about_somebody': {
    status: 409,
    message: '议题商量的是大家的事。对某个人或单位的意见，请在首页提诉求，会由上一级来办。',
  },
  'motion.source_not_usable': {
    status: 409,
    message: '这一条现在不能转成议题，可能已经转过，或者还没有公开。您也可以直接写一个议题。',
  },
  'motion.too_few_joined': {
    status: 409,
    message: '和您一样的邻居还不够多，暂时不能转成议题。您也可以直接写一个议题。',
  },
  'motion.cannot_merge': {
    status: 409,
    message: '不能合到那个议题里：它已经有了结果，或者就是这一个。请另选一个还在进行的议题。',
  },
  'motion.own': { status: 403, message: '自己提的议题，请上一级来答复。' },
  'argument.too_many': { status: 409, message: '这个议题您已经说了不少，先听听别人怎么说吧。' },
  'councillor.not_possible': {
    status: 409,
    message: '请选一位本社区核实过住址的居民；同一位居民只需要定一次，可以改他联系的家庭。',
  },
  'councillor.homes_unknown': {
    status: 409,
    message: '有的房屋不在本社区，请重新选。',
  },
  'meeting.code_unknown': {
    status: 404,
    message: '没有找到这个签到码，或者会议还没有开始签到。请看清会场上的六位数字，或请工作人员帮您签到。',
  },
  'meeting.not_now': { status: 409, message: '现在不能这样做，这个会议可能刚刚有了变化。请看看最新的情况。' },
  'project.not_now': { status: 409, message: '现在不能这样做，这个项目可能刚刚有了变化。请看看最新的情况。' },
  'project.steps_open': {
    status: 409,
    message: '还有步骤没有做好，先不能请大家评。做好一步记一步；实在做不了，请点“停下来”，说明原因。',
  },
  'project.not_yours_to_rate': { status: 403, message: '效果由本社区核实过住址的居民来评。' },
} as const
