import type { Router } from '@koa/router'
import QRCode from 'qrcode'
import sharp, { type Sharp } from 'sharp'
import { z } from 'zod'
import type { World } from '../world'
import { refuseUnless } from './answer'
import { mountMiniApi } from './api.route'

const codeBody = z.looseObject({
  scene: z.unknown().optional(),
  page: z.string().optional(),
  check_path: z.boolean().optional(),
  env_version: z.enum(['release', 'trial', 'develop']).optional(),
  width: z.number().int().optional(),
  is_hyaline: z.boolean().optional(),
})

const sceneCharacters = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/
const pagePath = /^(?!\/)(?=.{1,128}$)[\w-]+(\/[\w-]+)*$/
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

const margin = 2

/** A QR code with square modules, `width` pixels wide. */
function drawCode(text: string, width: number): Sharp {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const size = modules.size + margin * 2
  const pixels = Buffer.alloc(size * size, 255)
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) pixels[(row + margin) * size + column + margin] = 0
  const raw = { width: size, height: size, channels: 1 as const }
  return sharp(pixels, { raw }).resize(width, width, { kernel: 'nearest' })
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
    const isPng = body.is_hyaline === true
    const picture = drawCode(buildScanUrl(world, scene, page), Math.min(Math.max(width, 280), 1280))
    ctx.type = isPng ? 'image/png' : 'image/jpeg'
    ctx.body = await (isPng ? picture.png() : picture.jpeg({ quality: 92 })).toBuffer()
    return undefined
  })
}
