import Koa from 'koa'
import request from 'supertest'
import { readMethodOverride } from './methodOverride'

const app = new Koa()
app.use(readMethodOverride)
app.use((ctx) => {
  ctx.body = ctx.method
})
const send = (method: 'post' | 'get' | 'put', override: string) =>
  request(app.callback())[method]('/').set('X-HTTP-Method-Override', override)

describe('readMethodOverride', () => {
  it('lets a POST of the mini program stand for a PATCH', async () => {
    expect((await send('post', 'patch')).text).toBe('PATCH')
  })

  it.each([
    ['post', 'DELETE', 'POST'],
    ['get', 'PATCH', 'GET'],
    ['put', 'PATCH', 'PUT'],
  ] as const)('turns a %s asking for %s into nothing else', async (method, override, expected) => {
    expect((await send(method, override)).text).toBe(expected)
  })
})
