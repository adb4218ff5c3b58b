import { countCodePoints } from '@linli/shared/limits'
import type { z } from 'zod'

/** What runs where it is not taken as text: in a sheet, a page, a template of the mini program. */
const evils = ['=<img src=x onerror=a()>{{7*7}}${7}👵🏽', '=<b>{{7}}👵', '=<b>👵'] as const
export const [evil] = evils
let written = 0

/** The longest that fits, each another. */
export function makeEvil(max: number): string {
  const mark = (written += 1).toString(36).padStart(2, '0')
  const fitting = evils.find((each) => countCodePoints(each) + 2 <= max)
  if (fitting === undefined) throw new Error(`nothing fits into ${max}`)
  return fitting + mark
}

interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  innerType?: z.ZodType
  in?: z.ZodType
  valueType?: z.ZodType
  options?: z.ZodType[]
}

export const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition

/** Every place for a string in a schema, by its path. */
export function listStrings(schema: z.ZodType, path: string): [string, z.ZodType][] {
  const { type, shape = {}, options = [], ...parts } = definitionOf(schema)
  if (type === 'string') return [[path, schema]]
  const within = [parts.element, parts.innerType, parts.in, parts.valueType, ...options]
  return [
    ...within.flatMap((part) => (part ? listStrings(part, path) : [])),
    ...Object.entries(shape).flatMap(([key, part]) => listStrings(part, `${path}.${key}`)),
  ]
}

/** Only `text` of the schemas says between how many characters it is. */
export const boundsOf = (schema: z.ZodType) =>
  schema.meta() as { minLength: number; maxLength: number } | undefined

/** The same input with evil words wherever there is place for words, also where none are needed. */
export function fillWords(schema: z.ZodType, value: unknown, put: (words: string) => void): unknown {
  const { type, shape, element, innerType, options } = definitionOf(schema)
  const bounds = boundsOf(schema)
  if (type === 'string' && bounds) {
    const words = makeEvil(bounds.maxLength)
    put(words)
    return words
  }
  if (innerType)
    return value === undefined && !holdsWords(innerType) ? value : fillWords(innerType, value, put)
  if (options) {
    const option = options.find((each) => each.safeParse(value).success)
    return option ? fillWords(option, value, put) : value
  }
  if (element && (Array.isArray(value) || value === undefined)) {
    const items: unknown[] =
      value === undefined || value.length === 0 ? (holdsWords(element) ? [''] : []) : value
    return items.map((item) => fillWords(element, item, put))
  }
  if (!shape || typeof value !== 'object' || value === null) return value
  const given = value as Record<string, unknown>
  const filled = Object.entries(shape).map(([key, part]) => [key, fillWords(part, given[key], put)] as const)
  return Object.fromEntries(filled.filter(([, each]) => each !== undefined))
}

function holdsWords(schema: z.ZodType): boolean {
  const { type, element, innerType } = definitionOf(schema)
  const inner = element ?? innerType
  return type === 'string' ? boundsOf(schema) !== undefined : inner !== undefined && holdsWords(inner)
}

/** Every value in an answer or a sheet, as text. */
export const listValues = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(listValues) : [String(value)]
