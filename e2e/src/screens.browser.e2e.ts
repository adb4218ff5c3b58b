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
    let screens = 0
    await visitScreens(browser, product, async (_, person) => {
      screens += 1
      const barriers = await findBarriers(person)
      const problems = [...barriers, ...(await findOverflow(person)), ...person.errors.splice(0)]
      if (problems.length > 0) throw new Error(problems.join('\n  '))
    })
    expect(screens).toBeGreaterThan(80)
  }, 900_000)
})
