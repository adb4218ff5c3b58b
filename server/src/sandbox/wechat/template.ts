import { messageTemplates, type TemplateKey } from '@linli/shared/messages/templates'

/** A template for subscription messages, as the console shows it. */
export interface MessageTemplate {
  templateId: string
  title: string
  /** Field key (`thing1`) → its name on the message. The key's letters are its type. */
  fields: Record<string, string>
}

const fromProduct = (key: TemplateKey): MessageTemplate => {
  const { sandboxId: templateId, title, fields } = messageTemplates[key]
  return { templateId, title, fields }
}

/** The templates that are there from the start: those that the product sends. */
export const sandboxTemplates: Record<TemplateKey, MessageTemplate> = {
  needProgress: fromProduct('needProgress'),
  newWork: fromProduct('newWork'),
  deadline: fromProduct('deadline'),
  notice: fromProduct('notice'),
}

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
