import type { Router } from '@koa/router'
import { sandboxCredentials } from '../credentials'
import { formOf, queryValue } from '../kernel/body'
import { pageExists } from '../wechat/miniCode.routes'
import type { World } from '../world'
import { readChoice, sendProblem } from './choice'
import { html, renderPage } from './html'
import { renderIdentityForm } from './identityList'
import { confirmDeskLogin, openOnH5 } from './scan.action'

/** The page that the product's codes open. */
const defaultPage = 'pages/join/index'

/** Stands in for the phone that scans a mini program code. */
export function mountScan(router: Router, world: World): void {
  const actions = [...(world.options.scanActions ?? []), confirmDeskLogin, openOnH5]
  const findAction = (scene: string, page: string) =>
    actions.find((action) => action.matches({ scene, page })) ?? openOnH5
  const unreadable = '这不是邻里的小程序码，请换一张再扫。'

  router.get('/sandbox/scan', (ctx) => {
    const scene = queryValue(ctx, 'scene') ?? ''
    const page = queryValue(ctx, 'page') ?? defaultPage
    if (scene === '' || !pageExists(world, page)) {
      sendProblem(ctx, '扫不出来', unreadable)
      return
    }
    const action = findAction(scene, page)
    if (action.kind === 'open') {
      ctx.status = 302
      ctx.set('Location', action.buildUrl({ appUrl: world.appUrl(), scene, page }))
      return
    }
    ctx.type = 'html'
    ctx.body = renderPage(
      action.question,
      html`<p>这一页代替手机微信的“扫一扫”。选一位，就等于那位用手机扫了码并点了确认。</p>
        ${renderIdentityForm('/sandbox/scan', { scene, page }, world.identities.list())}`,
    )
  })

  router.post('/sandbox/scan', async (ctx) => {
    const form = formOf(ctx)
    const [scene, page] = [form.get('scene') ?? '', form.get('page') ?? defaultPage]
    const action = findAction(scene, page)
    const identity = readChoice(world, ctx)
    if (!identity || action.kind === 'open') {
      sendProblem(ctx, '扫不出来', unreadable)
      return
    }
    const jsCode = world.codes.issue({
      purpose: 'login',
      appid: sandboxCredentials.mini.appid,
      identityId: identity.id,
    })
    const input = { appUrl: world.appUrl(), scene, page, jsCode }
    const { isDone, words } = await action.run(input).catch(() => ({
      isDone: false,
      words: '邻里的服务器没有回应，请确认它已经启动，再试一次。',
    }))
    ctx.status = isDone ? 200 : 400
    ctx.type = 'html'
    ctx.body = renderPage(isDone ? `${identity.name}，好了` : '没有完成', html`<p role="status">${words}</p>`)
  })
}
