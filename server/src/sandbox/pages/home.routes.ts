import type { Router } from '@koa/router'
import { sandboxCredentials } from '../credentials'
import { buildScanUrl } from '../wechat/miniCode.routes'
import type { World } from '../world'
import { html, renderPage, type SafeHtml } from './html'

const shown = 10

function renderCodes(world: World): SafeHtml {
  const codes = world.store.state.codes.slice(-shown).reverse()
  if (codes.length === 0) return html`<p>还没有。邻里生成小程序码后会列在这里，点一下就等于用手机扫。</p>`
  return html`${codes.map(
    ({ scene, page }) =>
      html`<a class="link" href="${buildScanUrl(world, scene, page)}">
        <span class="name">扫这个码：${scene}</span>
        <span class="role">${page}</span>
      </a>`,
  )}`
}

function renderMessages(world: World): SafeHtml {
  const messages = world.store.state.messages.slice(-shown).reverse()
  if (messages.length === 0) return html`<p>还没有。邻里发出的订阅消息会列在这里。</p>`
  const templates = world.templates()
  return html`${messages.map((message) => {
    const template = templates[message.templateId]
    const to = world.identities.findByOpenid(sandboxCredentials.mini.appid, message.openid)
    const fields = Object.entries(message.values).map(
      ([key, value]) =>
        html`<dt>${template?.fields[key] ?? key}</dt>
          <dd>${value}</dd>`,
    )
    return html`<section>
      <h3>${template?.title} → ${to?.name ?? message.openid}</h3>
      <dl>${fields}</dl>
    </section>`
  })}`
}

/** What the sandbox is, and what went through it. */
export function mountHome(router: Router, world: World): void {
  router.get('/', (ctx) => {
    ctx.type = 'html'
    ctx.body = renderPage(
      '微信沙箱',
      html`<p>
          它在本机上代替微信：登录、小程序码、内容检查、订阅消息。给程序员的说明在
          <code>docs/sandbox.md</code>。
        </p>
        <a class="link" href="${world.appUrl()}"><span class="name">打开邻里</span></a>
        <h2>最近的小程序码</h2>
        ${renderCodes(world)}
        <h2>最近的订阅消息</h2>
        ${renderMessages(world)}
        <h2>接入参数</h2>
        <dl>
          <dt>小程序 appid</dt>
          <dd><code>${sandboxCredentials.mini.appid}</code></dd>
          <dt>服务号 appid</dt>
          <dd><code>${sandboxCredentials.web.appid}</code></dd>
          <dt>身份</dt>
          <dd>${world.identities.list().length} 位，见 <code>GET /sandbox/identities</code></dd>
        </dl>`,
    )
  })
}
