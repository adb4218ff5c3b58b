import type { Contract } from '@linli/shared/contract'
import { z } from 'zod'
import type { LooseInput } from './apiClient'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** What to write where a code, a post or an id is asked for. */
interface Known {
  community: string
  post: string
  id: string
}

const candidatesOf = ({ community, post, id }: Known): string[] => [
  id,
  community,
  post,
  '13800000001',
  '2026-12-01',
  '2026-12-01T00:00:00.000Z',
  '2026-12',
  'repair',
  '12:00',
  '310113007001-B001',
  'abcdefgh',
  'x'.repeat(22),
  'https://linli.example',
  'person:000000000000000000000000',
  'a',
]

function sampleString(schema: JsonSchema, known: Known): string {
  const { pattern, minLength = 1 } = schema
  const fits = (value: string) =>
    (pattern === undefined || new RegExp(pattern, 'u').test(value)) && value.length >= minLength
  return pattern === undefined
    ? '几个字'.padEnd(minLength, '字')
    : (candidatesOf(known).find(fits) ?? 'no value known')
}

/** The least value that a schema takes: what is required, the first of several, and known codes. */
function sample(schema: JsonSchema, known: Known): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0]
  if (choice) return sample(choice, known)
  switch (schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}) as [string, JsonSchema][]
      return Object.fromEntries(
        entries
          .filter(([name]) => schema.required?.includes(name))
          .map(([name, property]) => [name, sample(property, known)]),
      )
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items as JsonSchema, known))
    case 'number':
    case 'integer':
      return Math.max(schema.minimum ?? 1, Number(schema.exclusiveMinimum ?? 1))
    case 'boolean':
      return true
    default:
      return sampleString(schema, known)
  }
}

const sampleOf = (schema: z.ZodType | undefined, known: Known): unknown =>
  schema && sample(z.toJSONSchema(schema, { io: 'input' }), known)

/** Input that a contract takes, as far as its schemas say it. */
export function sampleInput(
  contract: Contract,
  known: Known,
): LooseInput & { params: Record<string, string> } {
  return {
    params: sampleOf(contract.params, known) as Record<string, string>,
    query: sampleOf(contract.query, known) as object | undefined,
    body: sampleOf(contract.body, known),
    ...(contract.upload ? { file: { name: 'a.txt', bytes: Buffer.from('a') } } : {}),
  }
}
