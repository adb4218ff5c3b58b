import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { launchChromium } from './browser'
import { visitScreens } from './screens'
import { startProduct } from './server'

const folder = path.resolve(process.argv[2] ?? path.join(__dirname, '../../docs/screenshots'))
const mostBytes = 250_000

/** Pictures of every screen in both modes, for the README and docs/. */
async function takeScreenshots(): Promise<void> {
  const product = await startProduct()
  const browser = await launchChromium()
  try {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await visitScreens(browser, product, async (name, { page }) => {
      const picture = await sharp(await page.screenshot())
        .png({ palette: true, colours: 128, effort: 10 })
        .toBuffer()
      if (picture.length > mostBytes) throw new Error(`${name} is ${picture.length} bytes`)
      await writeFile(path.join(folder, `${name}.png`), picture)
      process.stdout.write(`${name} ${Math.round(picture.length / 1000)} kB\n`)
    })
  } finally {
    await browser.close()
    await product.stop()
  }
}

takeScreenshots().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 1
})
