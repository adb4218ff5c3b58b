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

/** The fields of a push as the console's other data format: numbers as they are, words in CDATA. */
export const toXml = (fields: object): string => `<xml>${toTags(fields)}</xml>`
