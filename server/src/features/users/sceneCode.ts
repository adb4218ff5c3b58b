import QRCode from 'qrcode'
import sharp from 'sharp'
import type { Deps } from '../../deps'

/** The page that a scanned scene opens: a join code has 8 characters, a desk ticket 22. */
const scenePage = 'pages/join/index'
const width = 430

/** A plain QR code of a text, as PNG. */
export async function renderTextCode(text: string): Promise<Buffer> {
  const svg = await QRCode.toString(text, { type: 'svg', width, margin: 2, errorCorrectionLevel: 'M' })
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/**
 * A mini-program code of a scene, as PNG; a plain QR code that opens the H5 page where WeChat makes none, as
 * before the mini program is published.
 */
export async function renderSceneCode(scene: string, deps: Deps): Promise<Buffer> {
  try {
    const { bytes } = await deps.ports.wechat.createMiniProgramCode({ scene, page: scenePage, width })
    return await sharp(bytes).png().toBuffer()
  } catch (error) {
    deps.logger.warn({ err: error }, 'no mini-program code, a plain one instead')
    return renderTextCode(`${deps.config.publicUrl}/${scenePage}?scene=${scene}`)
  }
}
