const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** Lists become the same tag several times, as WeChat writes them. */
function toTag(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => toTag(name, each)).join('')
  if (typeof value === 'object' && value !== null) return `<${name}>${toTags(value)}</${name}>`
  return `<${name}>${typeof value === 'number' ? value : cdata(String(value))}</${name}>`
}

const toTags = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => toTag(name, value))
    .join('')

/** What is around the list of these events in XML only; JSON has it at the top. */
const listTags: Readonly<Record<string, string>> = {
  subscribe_msg_popup_event: 'SubscribeMsgPopupEvent',
  subscribe_msg_change_event: 'SubscribeMsgChangeEvent',
  subscribe_msg_sent_event: 'SubscribeMsgSentEvent',
}

/** The fields of a push as the console's other data format: numbers as they are, words in CDATA. */
export function toXml(fields: { Event?: string; List?: unknown }): string {
  const { List, ...head } = fields
  const listTag = listTags[fields.Event ?? '']
  return `<xml>${toTags(listTag === undefined ? fields : { ...head, [listTag]: { List } })}</xml>`
}
