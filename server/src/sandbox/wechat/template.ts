/** A template for subscription messages, as the console shows it. */
export interface MessageTemplate {
  templateId: string
  title: string
  /** Field key (`thing1`) → its name on the message. The key's letters are its type. */
  fields: Record<string, string>
}

/** The templates that are there from the start. */
export const sandboxTemplates = {
  needProgress: {
    templateId: 'sandboxNeedProgress000000000000000000000001',
    title: '诉求进度提醒',
    fields: { thing1: '事项', phrase2: '进度', thing3: '办理单位', time4: '时间', thing5: '接下来' },
  },
  newWork: {
    templateId: 'sandboxNewWork00000000000000000000000000002',
    title: '新任务提醒',
    fields: { thing1: '任务', thing2: '地点', time3: '请在此前处理', thing4: '备注' },
  },
  deadline: {
    templateId: 'sandboxDeadline0000000000000000000000000003',
    title: '办理时限提醒',
    fields: { thing1: '事项', time2: '截止时间', phrase3: '状态', thing4: '备注' },
  },
  notice: {
    templateId: 'sandboxNotice000000000000000000000000000004',
    title: '社区通知',
    fields: { thing1: '标题', time2: '时间', thing3: '内容' },
  },
} as const satisfies Record<string, MessageTemplate>

const maxLengths: Partial<Record<string, number>> = {
  thing: 20,
  symbol: 5,
  phrase: 5,
  phone_number: 17,
  car_number: 8,
  character_string: 32,
  letter: 32,
  number: 32,
}

const patterns: Partial<Record<string, RegExp>> = {
  number: /^-?\d+(\.\d+)?$/,
  letter: /^[A-Za-z]+$/,
  symbol: /^[^\p{L}\p{N}]+$/u,
  character_string: /^[\x20-\x7e]+$/,
  phone_number: /^[\d+\-() ]+$/,
  phrase: /^\p{Script=Han}+$/u,
  amount: /^[¥$€£]?\d{1,10}(\.\d{1,2})?元?$/,
  time: /^(\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日? )?\d{1,2}:\d{2}(:\d{2})?([~-].+)?$/,
  date: /^\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?( \d{1,2}:\d{2}(:\d{2})?)?([~-].+)?$/,
}

/** Whether WeChat takes such a value for a field; lengths in code points. */
export function isValidValue(key: string, value: unknown): boolean {
  if (typeof value !== 'string' || value.trim() === '') return false
  const type = key.replace(/\d+$/, '')
  const length = Array.from(value).length
  if (type === 'name') return /\p{Script=Han}/u.test(value) ? length <= 10 : length <= 20
  if (length > (maxLengths[type] ?? Infinity)) return false
  return patterns[type]?.test(value) ?? true
}
