import type { Browser } from 'playwright-core'
import { describeWithChromium, findBarriers, findOverflow, launchChromium } from './browser'
import { visitScreens } from './screens'
import { startProduct, type Product } from './server'

describeWithChromium('every screen, in both modes', () => {
  let product: Product
  let browser: Browser

  beforeAll(async () => {
    product = await startProduct()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
  })

  it('can be used by everybody, is nowhere wider than the screen, and throws nothing', async () => {
    const found: string[] = []
    let screens = 0
    await visitScreens(browser, product, async (name, person) => {
      screens += 1
      const problems = [
        ...(await findBarriers(person)),
        ...(await findOverflow(person)),
        ...person.errors.splice(0),
      ]
      found.push(...problems.map((problem) => `${name}: ${problem}`))
    })
    expect(found).toEqual([])
    expect(screens).toBeGreaterThan(80)
  }, 900_000)
})
