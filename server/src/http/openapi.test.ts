import { errorsOf } from '@linli/shared/contract'
import { contracts } from '@linli/shared/contracts'
import { errors } from '@linli/shared/errors'
import { describeApi } from './openapi'

interface Operation {
  operationId: string
  summary: string
  security: { bearer: [] }[]
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>
}

const document = describeApi(contracts)
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, ...(operation as Operation) })),
)

/** Every `$ref` in a part of the document. */
function listRefs(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const own = '$ref' in node && typeof node.$ref === 'string' ? [node.$ref] : []
  return [...own, ...Object.values(node).flatMap(listRefs)]
}

describe('the description of the API', () => {
  it('is OpenAPI 3.1 with one operation for each contract', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(contracts).sort())
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    expect([...new Set(listRefs(document))]).toEqual(['#/components/schemas/Problem'])
  })

  it.each(operations)('$operationId names each parameter of its path once', ({ path, parameters }) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = parameters.filter((each) => each.in === 'path')
    expect(described.map(({ name }) => name)).toEqual(named)
    expect(described.every(({ required }) => required)).toBe(true)
    const keys = parameters.map((each) => `${each.in} ${each.name}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it.each(operations)('$operationId says what it takes and answers', (operation) => {
    const { operationId, summary, security, requestBody, responses } = operation
    const contract = contracts[operationId]
    if (!contract) throw new Error('no such contract')
    expect(summary).not.toBe('')
    expect(security).toEqual(contract.access === 'public' ? [] : [{ bearer: [] }])
    expect(requestBody !== undefined).toBe(contract.body !== undefined || contract.upload === true)
    const { content } = responses[contract.success] ?? {}
    expect(Object.keys(content ?? {})).toEqual(
      contract.produces !== undefined ? [contract.produces] : contract.response ? ['application/json'] : [],
    )
    for (const code of errorsOf(contract))
      expect(responses[errors[code].status]?.description).toContain(`\`${code}\``)
  })

  it('tells how long written words may be, in characters as people count them', () => {
    const { requestBody } = operations.find(({ operationId }) => operationId === 'openRecord') ?? {}
    expect(requestBody?.content['application/json']?.schema).toMatchObject({
      additionalProperties: false,
      properties: { reason: { type: 'string', minLength: 4, maxLength: 300 } },
    })
  })
})
