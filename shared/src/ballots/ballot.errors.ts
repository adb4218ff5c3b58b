/** Errors of ballots. */
export const ballotErrors = {
  'ballot.not_now': {
    status: 409,
    message: '这次表决现在不能这样做，可能刚刚有了变化，请看看最新的情况。',
  },
  'ballot.changed': {
    status: 409,
    message: '这次表决的内容刚刚改过，请重新看一遍，再做一次。',
  },
  'ballot.being_checked': {
    status: 409,
    message:
      '表决的文字正在核对，先停一停。投过的票还算。核对好以后接着投，停掉的时间会补上，到时候发消息告诉您。',
  },
  'ballot.words_refused': {
    status: 409,
    message:
      '标题、说明或选项没有通过核对，先不能公布。请改一改；觉得核对得不对，打开收到的消息，点“请上一级再看看”。',
  },
  'ballot.subject_settled': {
    status: 409,
    message: '这个议题现在不能再表决：已经有了答复、被撤下，或者已经有一次表决。请回到议题看最新的情况。',
  },
  'ballot.scheduled_motion': {
    status: 409,
    message:
      '这个议题有五分之一以上的居民联名，一定由居民来表决，不能只做意见征询，也不能只由业主来定。请改成“居民（村民）会议表决”。',
  },
  'ballot.answer_first': {
    status: 409,
    message:
      '这个议题社区还没有采纳，不能只做意见征询，也不能只由业主来定。请先采纳它；要大家来定，请改成“居民（村民）会议表决”。',
  },
  'ballot.frozen': {
    status: 409,
    message: '已经有人投了票，问题、选项和规则都不能再改。确实有错的，请街道作废后重新办一次。',
  },
  'ballot.not_open_yet': { status: 409, message: '投票还没有开始，到了时间会在消息里告诉您。' },
  'ballot.closed': {
    status: 409,
    message: '投票已经截止，这一票没有赶上。结果很快就公布在这一页，谢谢您来。',
  },
  'ballot.already_voted': {
    status: 409,
    message: '这一票已经投过了，不会重复计算。不记名的票投出后不能再改。',
  },
  'ballot.not_on_roll': {
    status: 403,
    message: '这次的名册里没有您。名册在开始投票时按社区台账定下，有疑问请联系社区工作人员。',
  },
  'ballot.voter_not_named': {
    status: 409,
    message: '您家合投一票，请先登记由谁来投。',
  },
  'ballot.voter_is_another': {
    status: 409,
    message: '您家登记了由另一位来投。不同意的话，可以说明意见，社区书记会听双方说过再定。',
  },
  'ballot.contested': {
    status: 409,
    message: '您家对由谁来投有不同意见，社区书记会联系双方，听过之后再定。定下来之前先不能投。',
  },
  'ballot.named_too_late': {
    status: 409,
    message: '登记以后要过一段时间（一般 12 小时）才能投，让家里其他人有时间提出不同意见。',
  },
  'ballot.naming_over': {
    status: 409,
    message: '离截止太近，现在登记已经来不及投。请马上联系社区书记，听过你们家的意见后由社区定下谁来投。',
  },
  'ballot.settled': {
    status: 409,
    message: '社区已经定下由谁来投，写明了理由。还有疑问，请联系街道。',
  },
  'ballot.voter_named': {
    status: 409,
    message:
      '这一户已经定了由谁来投，现在没有人提出不同意见，不能另外定。家里有人不同意的，请他先在这次表决里说明意见。',
  },
  'ballot.choice_invalid': {
    status: 400,
    message: '选的和要求不一样，请按页面上的说明再选一次。',
  },
  'ballot.rule_invalid': {
    status: 400,
    message: '这一类表决不能这样定，请按页面上列出的方式选。',
  },
  'ballot.times_invalid': {
    status: 400,
    message: '开始和截止的时间不合适：公布后要留出登记的时间，投票的时间不能太短，最长六十天。',
  },
  'ballot.areas_missing': {
    status: 409,
    message: '这个小区有的房屋在台账里没有专有面积，不能按面积计票。请先在台账里补齐，再公布。',
  },
  'ballot.nobody': {
    status: 409,
    message: '按台账没有人可以投这次票，请先核对台账里的出生日期、家庭或业主。',
  },
  'ballot.paper_counted': { status: 409, message: '这张纸质票已经录入并计票，不用再录。' },
  'ballot.typist_present': {
    status: 409,
    message: '录这张票的同事现在在岗，请他自己去掉录的这一遍。',
  },
  'ballot.paper_in_box': {
    status: 409,
    message: '有纸质票只录了一遍，还没有核对完，分不清这张是不是已经投了。请先把录过的票核对完，再收回。',
  },
  'ballot.paper_not_out': {
    status: 409,
    message: '他没有领过纸质票，或者已经收回了。请看看名册最新的情况。',
  },
  'ballot.paper_not_handed': {
    status: 409,
    message: '录入的纸质票比发出的多。请先登记领取人，再录入。',
  },
  'ballot.whose_paper': {
    status: 400,
    message: '这一户合投一票，请先选是谁。',
  },
  'ballot.paper_voter_not_named': {
    status: 409,
    message: '这一户还没有登记由谁来投，先不能领票、录票。请他们自己登记；来不及的，请书记听过这一户再登记。',
  },
  'ballot.paper_of_another': {
    status: 409,
    message:
      '这一户登记由另一位来投，别人的票不能算。请登记的那一位来；家里有不同意见的，请书记听过双方再定。',
  },
  'ballot.paper_wrong_kind': {
    status: 409,
    message: '不记名的票按票面号码录入，记名的票按投票人录入，请换一种方式。',
  },
} as const
