import type { Router } from '@koa/router'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { z } from 'zod'
import type { World } from '../world'
import { refuseUnless } from './answer'
import { mountMiniApi } from './api.route'

const codeBody = z.looseObject({
  scene: z.unknown(),
  page: z.string().optional(),
  check_path: z.boolean().optional(),
  env_version: z.enum(['release', 'trial', 'develop']).optional(),
  width: z.number().int().optional(),
  is_hyaline: z.boolean().optional(),
})

const sceneCharacters = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/
const pagePath = /^(?!\/)[\w-]+(\/[\w-]+)*$/
const keptCodes = 50

/** Whether the mini program has such a page: well formed and, where the pages are known, among them. */
export function pageExists(world: World, page: string): boolean {
  return pagePath.test(page) && (world.options.pages?.includes(page) ?? true)
}

/** Where a scanned code leads in the sandbox: the page that stands in for the phone. */
export function buildScanUrl(world: World, scene: string, page: string): string {
  const query = new URLSearchParams({ page, scene })
  return `${world.publicUrl}/sandbox/scan?${query.toString()}`
}

/** Mini program codes. Ours are QR codes of the sandbox's scan page, so that any camera can read them. */
export function mountMiniCode(router: Router, world: World): void {
  mountMiniApi(router, world, '/wxa/getwxacodeunlimit', codeBody, async (body, ctx) => {
    const { scene, page = 'pages/index/index', width = 430 } = body
    refuseUnless(typeof scene === 'string' && scene.length >= 1 && scene.length <= 32, 40169)
    refuseUnless(sceneCharacters.test(scene), 40129)
    refuseUnless(body.check_path === false ? pagePath.test(page) : pageExists(world, page), 41030)
    const { state } = world.store
    state.codes = [
      ...state.codes.filter((code) => code.scene !== scene || code.page !== page),
      { scene, page, madeAt: world.clock.now().toISOString() },
    ].slice(-keptCodes)
    world.store.touch()
    const png = await QRCode.toBuffer(buildScanUrl(world, scene, page), {
      width: Math.min(Math.max(width, 280), 1280),
      margin: 2,
      errorCorrectionLevel: 'M',
    })
    ctx.type = body.is_hyaline === true ? 'image/png' : 'image/jpeg'
    ctx.body = body.is_hyaline === true ? png : await sharp(png).jpeg({ quality: 92 }).toBuffer()
    return undefined
  })
}
