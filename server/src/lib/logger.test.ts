import { mongo, Error as MongooseErrors } from 'mongoose'
import { WechatError } from '../integrations/wechat/wechat.error'
import { createLogger } from './logger'

/** What lies in the log after an error was logged. */
function logError(err: unknown): { text: string; err: Record<string, unknown> } {
  const lines: string[] = []
  const logger = createLogger(
    { mode: 'production', logLevel: 'info', dataDir: '/nowhere' },
    { write: (line) => lines.push(line) },
  )
  logger.error({ err }, 'request failed')
  const text = lines.join('')
  return { text, err: (JSON.parse(text) as { err: Record<string, unknown> }).err }
}

describe('an error in the log', () => {
  it('says what and where', () => {
    const { err } = logError(new Error('broken', { cause: new TypeError('below') }))
    expect(err).toMatchObject({ type: 'Error', message: 'broken', cause: { type: 'TypeError' } })
    expect(err.stack).toContain('logger.test')
    const wechat = logError(new WechatError('api', '/wxa/msg_sec_check', 'system error rid: a-b-c', -1))
    expect(wechat.err).toMatchObject({ type: 'WechatError', errcode: -1, failure: 'api' })
  })

  it('does not carry the documents that a driver attaches', () => {
    const written = { text: '王阿姨家漏水', phone: '13812345678' }
    const driverError = Object.assign(new Error('E11000 duplicate key error'), {
      code: 11000,
      writeErrors: [{ err: { op: written } }],
      keyValue: written,
    })
    const { text, err } = logError(driverError)
    expect(err.code).toBe(11000)
    expect(text).not.toMatch(/王阿姨|13812345678/)
  })

  it('does not quote the values that a driver could not store', () => {
    const cast = new MongooseErrors.CastError('ObjectId', '王阿姨 "302" 室', 'personId')
    const duplicate = new mongo.MongoServerError({
      message: 'E11000 duplicate key error collection: linli.areas index: name_1 dup key: { name: "王阿姨" }',
    })
    for (const error of [cast, duplicate]) expect(logError(error).text).not.toMatch(/王阿姨|302/)
    expect(logError(cast).err.message).toContain('at path "personId"')
    expect(logError(duplicate).err.message).toContain('name_1')
  })

  it('is told by its kind when somebody threw words', () => {
    expect(logError('王阿姨').err).toEqual({ type: 'string' })
  })
})
