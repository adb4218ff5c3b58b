import type { Context } from 'koa'
import type { Identity } from '../identities/identity'
import { formOf } from '../kernel/body'
import type { World } from '../world'
import { html, renderPage } from './html'

/** Who was chosen on a form of `renderIdentityForm`; a newcomer is made on the spot. Choosing counts as a visit. */
export function readChoice(world: World, ctx: Context): Identity | undefined {
  const form = formOf(ctx)
  const id = form.get('identity')
  if (id === null) return undefined
  const newcomerName = form.get('name')?.trim().slice(0, 20) ?? ''
  const identity =
    id === ''
      ? world.identities.registerNewcomer(newcomerName === '' ? '新朋友' : newcomerName)
      : world.identities.find(id)
  if (identity) world.identities.recordVisit(identity)
  return identity
}

/** A page that says in plain words why this did not work. */
export function sendProblem(ctx: Context, title: string, words: string): void {
  ctx.status = 400
  ctx.type = 'html'
  ctx.body = renderPage(title, html`<p>${words}</p>`)
}
