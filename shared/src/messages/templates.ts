/**
 * Subscription messages as data: the field keys are WeChat's, their letters are the type that limits a value's
 * length. The id of each template comes from the setting WECHAT_TEMPLATES; in the sandbox it is the one named
 * here.
 */
export interface MessageTemplate {
  sandboxId: string
  title: string
  /** WeChat's field key (`thing1`) → what it is called on the message. */
  fields: Readonly<Record<string, string>>
}

export const messageTemplates = {
  needProgress: {
    sandboxId: 'sandboxNeedProgress000000000000000000000001',
    title: '诉求进度提醒',
    fields: { thing1: '事项', phrase2: '进度', thing3: '办理单位', time4: '时间', thing5: '接下来' },
  },
  newWork: {
    sandboxId: 'sandboxNewWork00000000000000000000000000002',
    title: '新任务提醒',
    fields: { thing1: '任务', thing2: '地点', time3: '请在此前处理', thing4: '备注' },
  },
  deadline: {
    sandboxId: 'sandboxDeadline0000000000000000000000000003',
    title: '办理时限提醒',
    fields: { thing1: '事项', time2: '截止时间', phrase3: '状态', thing4: '备注' },
  },
  notice: {
    sandboxId: 'sandboxNotice000000000000000000000000000004',
    title: '社区通知',
    fields: { thing1: '标题', time2: '时间', thing3: '内容' },
  },
} as const satisfies Record<string, MessageTemplate>

export type TemplateKey = keyof typeof messageTemplates

/** The values of one template, every field of it. */
export type SubscribeContent = {
  [K in TemplateKey]: {
    template: K
    data: Record<keyof (typeof messageTemplates)[K]['fields'], string>
  }
}[TemplateKey]

export const templateKeys = Object.keys(messageTemplates) as [TemplateKey, ...TemplateKey[]]

/** The moments when asking for messages makes sense to the person, and what is asked then (at most 3 per tap). */
export const subscriptionMoments = {
  /** A need was just sent: 「有进展时告诉我」. */
  needSubmitted: ['needProgress'],
  /** The resident looks at an open need. */
  needOpened: ['needProgress'],
  /** Staff or a volunteer opens the workbench or takes work. */
  workOpened: ['newWork', 'deadline'],
  noticeRead: ['notice'],
} as const satisfies Record<string, readonly TemplateKey[]>

export type SubscriptionMoment = keyof typeof subscriptionMoments

export const subscriptionMomentNames = Object.keys(subscriptionMoments) as [
  SubscriptionMoment,
  ...SubscriptionMoment[],
]
