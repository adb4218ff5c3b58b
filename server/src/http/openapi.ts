import { errorsOf, type Contract } from '@linli/shared/contract'
import { errors } from '@linli/shared/errors'
import { z } from 'zod'
import { isAnsweredOnce } from './idempotency'

const problem = z.object({
  code: z.string(),
  message: z.string(),
  details: z.unknown().optional(),
  requestId: z.string(),
})

const requestKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: '每次提交一个新的；没有收到回答就用同一个再发，不会做两次',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' },
}

const sentAt = {
  name: 'X-Sent-At',
  in: 'header',
  required: false,
  description: '手机发出这一次请求的时间，和 body 里的 at 用同一个钟：手机的钟不准也算得出是多久以前按的',
  schema: { type: 'string', format: 'date-time' },
}

type JsonSchema = z.core.JSONSchema.BaseSchema

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const document: JsonSchema = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  delete document.$schema
  return document
}

/** Whether it says when it was pressed. */
const hasAt = ({ properties, oneOf, anyOf }: JsonSchema): boolean =>
  properties?.at !== undefined ||
  [...(oneOf ?? []), ...(anyOf ?? [])].some((part) => typeof part === 'object' && hasAt(part))

function describeParameters(schema: z.ZodType | undefined, where: 'query' | 'path') {
  if (!schema) return []
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }))
}

function describeBody(contract: Contract) {
  if (contract.upload) {
    const fields = contract.body ? (toJsonSchema(contract.body, 'input').properties ?? {}) : {}
    const schema = {
      type: 'object',
      required: ['file'],
      properties: { ...fields, file: { type: 'string', contentMediaType: 'application/octet-stream' } },
    }
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } }
  }
  if (!contract.body) return {}
  const schema = toJsonSchema(contract.body, 'input')
  const required = !contract.body.safeParse({}).success
  return { requestBody: { required, content: { 'application/json': { schema } } } }
}

function describeSuccess(contract: Contract) {
  if (contract.produces !== undefined) return { description: 'a file', content: { [contract.produces]: {} } }
  if (!contract.response) return { description: 'done' }
  const schema = toJsonSchema(contract.response, 'output')
  return { description: 'done', content: { 'application/json': { schema } } }
}

function describeErrors(contract: Contract) {
  const byStatus = new Map<number, string[]>()
  for (const code of errorsOf(contract)) {
    const { status } = errors[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${errors[code].message}`])
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } }
  const named = [...byStatus].map(([status, lines]) => [status, { description: lines.join('\n\n'), content }])
  return { ...Object.fromEntries(named), default: { description: '任何其他错误', content } } as object
}

function describeOperation(operationId: string, contract: Contract) {
  const who = typeof contract.access === 'string' ? contract.access : contract.access.join(', ')
  return {
    operationId,
    summary: contract.summary,
    description: `Who may call: ${who}`,
    tags: [contract.path.split('/')[2] ?? ''],
    security: contract.access === 'public' ? [] : [{ bearer: [] }],
    parameters: [
      ...describeParameters(contract.params, 'path'),
      ...describeParameters(contract.query, 'query'),
      ...(isAnsweredOnce(contract) || contract.repeats ? [requestKey] : []),
      ...(contract.body && hasAt(toJsonSchema(contract.body, 'input')) ? [sentAt] : []),
    ],
    ...describeBody(contract),
    responses: { [contract.success]: describeSuccess(contract), ...describeErrors(contract) },
  }
}

/** OpenAPI 3.1 from the contracts: its schemas are JSON Schema 2020-12, which zod writes itself. */
export function describeApi(contracts: Record<string, Contract>) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operationId, contract] of Object.entries(contracts)) {
    const path = contract.path.replace(/:(\w+)/g, '{$1}')
    ;(paths[path] ??= {})[contract.method] = describeOperation(operationId, contract)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Linli 邻里', version: '1.0.0', description: '一键求助，邻里办好。' },
    paths,
    components: {
      schemas: { Problem: toJsonSchema(problem, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}
