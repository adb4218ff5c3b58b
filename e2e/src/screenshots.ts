import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { launchChromium, type Person } from './browser'
import { visitScreens } from './screens'
import { startProduct } from './server'

const folder = path.join(__dirname, '../../docs/screenshots')
const mostBytes = 120_000

/** Only the screens whose names match are taken anew. */
const [pattern] = process.argv.slice(2)

/** Pictures of every screen in both modes, for the README and docs/. */
async function takeScreenshots(): Promise<void> {
  const product = await startProduct()
  const browser = await launchChromium()
  const look = async (name: string, { page }: Person) => {
    const picture = await sharp(await page.screenshot())
      .webp({ quality: 60, effort: 6 })
      .toBuffer()
    if (picture.length > mostBytes) throw new Error(`${name} is ${picture.length} bytes`)
    await writeFile(path.join(folder, `${name}.webp`), picture)
    process.stdout.write(`${name} ${Math.round(picture.length / 1000)} kB\n`)
  }
  try {
    if (pattern === undefined) await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await visitScreens(browser, product, look, pattern === undefined ? undefined : new RegExp(pattern))
  } finally {
    await browser.close()
    await product.stop()
  }
}

takeScreenshots().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 1
})
