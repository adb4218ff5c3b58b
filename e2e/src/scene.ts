import type { Browser } from 'playwright-core'
import { describeWithChromium, launchChromium, signIn, tellWithPictures, type Person } from './browser'
import { startHookMs, startProduct, type Product } from './server'

/** The product with a browser, for the tests of one file. */
interface Scene {
  readonly product: Product
  readonly browser: Browser
  /** Somebody comes to a screen of their own, and leaves after the test. */
  arrive: (name: string, options?: Parameters<typeof signIn>[3]) => Promise<Person>
  /** Who came in this test. */
  readonly people: readonly Person[]
  /** Runs the steps of a test; when one fails, there is a picture of every screen. */
  tell: (steps: () => Promise<void>) => Promise<void>
}

/** Tests of the product in Chromium, where there is one. */
export function describeScene(name: string, tests: (scene: Scene) => void): void {
  describeWithChromium(name, () => {
    tests(setScene())
  })
}

function setScene(): Scene {
  let product: Product
  let browser: Browser
  const people: Person[] = []
  beforeAll(async () => {
    product = await startProduct()
    browser = await launchChromium()
  }, startHookMs)
  afterEach(async () => {
    for (const { context } of people.splice(0)) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
  })
  return {
    get product() {
      return product
    },
    get browser() {
      return browser
    },
    people,
    arrive: async (...who) => {
      const person = await signIn(browser, product, ...who)
      people.push(person)
      return person
    },
    tell: (steps) => tellWithPictures(people, steps),
  }
}
