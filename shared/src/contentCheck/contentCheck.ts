/**
 * Where a piece of writing stands. `pending`: being checked. `review`: a person decides. Until `pass`, only its
 * author, staff and whoever holds the job see it; `hidden` stays so for everybody else.
 */
export const contentStates = ['pending', 'review', 'pass', 'hidden'] as const
export type ContentState = (typeof contentStates)[number]

/** What somebody wrote among neighbours, as its author reads it; its subject kinds all begin with `forum`. */
const forumKindNames = {
  forumPost: '帖子',
  forumComment: '留言',
  forumMotion: '议题',
  forumArgument: '理由',
  forumRating: '对项目的评价',
  forumName: '昵称',
} as const

/** What a desk writes in the community's name. */
const deskKindNames = {
  notice: '公告',
  ballot: '表决',
  project: '项目',
  meeting: '议事会',
  motionAnswer: '对议题的答复',
} as const

/** Whatever its author can ask the level above about once it was hidden. */
export const appealableKindNames: Readonly<Record<string, string>> = { ...forumKindNames, ...deskKindNames }

export const isDeskKind = (kind: string): boolean => kind in deskKindNames

/** Why something was not passed at once, as the reviewer reads it. */
export const contentReasons = {
  risky: '微信检查认为有风险',
  suspicious: '微信检查拿不准，需要人看一下',
  words: '含有本地留意词',
  noOpenid: '作者没有用过小程序，微信无法检查',
  notVisited: '作者最近没有打开小程序，微信无法检查',
  failed: '微信检查一直没有成功',
  noAnswer: '微信半小时内没有给出结果',
  unconverted: '录音没有转成通用格式，需要人听一下',
  watched: '作者最近多次发过不合适的内容，先请人看一下',
  waiting: '作者还有几条在等人看，这一条也先请人看一下',
  flood: '作者在很短的时间里发了很多条，先请人看一下',
  repeated: '和作者一天之内发过的一样，先请人看一下',
  leadsOut: '带有网址或别处的账号，先请人看一下',
  rewritten: '原来的话被收起来时作者正好改写了，新的话先请人看一下',
} as const
export type ContentReason = keyof typeof contentReasons

/** Why a person sees something before neighbours do, whatever WeChat says. */
export const watchReasons = ['watched', 'waiting', 'flood', 'repeated', 'leadsOut', 'rewritten'] as const
export type WatchReason = (typeof watchReasons)[number]

/** WeChat's labels in words. Source: msgSecCheck v2. */
export const riskLabels: Readonly<Record<number, string>> = {
  10001: '广告',
  20001: '时政',
  20002: '色情',
  20003: '辱骂',
  20006: '违法犯罪',
  20008: '欺诈',
  20012: '低俗',
  20013: '版权',
  21000: '其他',
}

export const contentLimits = {
  /** No answer within this time ends in `review`. Source: mediaCheckAsync v2, "within 30 minutes". */
  answerMinutes: 30,
  sensitiveWordsPerArea: 1000,
  sensitiveWordText: 30,
} as const

/**
 * Of what others wait for while it is taken away (a motion that came before the community, the words of a ballot), in
 * plain days: how long a desk may leave it before the level above has it, and how long its author may appeal before that
 * ends for which it was written.
 */
export const removalDays = { review: 3, appeal: 7 } as const
