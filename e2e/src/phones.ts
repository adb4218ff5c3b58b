import { fetchLoginCode } from './api'
import { launchMiniProgram, type LaunchOptions, type MiniProgram } from './miniProgram'
import { textOf } from './miniProgram.tree'
import { startHookMs, startProduct, type Product } from './server'

const patienceMs = 15_000

/** A phone with the compiled mini program on it, in somebody's hands. */
interface Phone {
  readonly app: MiniProgram
  sees: (words: string, timeoutMs?: number) => Promise<void>
  /** Taps one after the other, each once it is there and the page has drawn what the one before did. */
  tap: (...steps: readonly (string | readonly [text: string, cls: string])[]) => Promise<void>
  /** Types into the nth field, once the words that stand by it are there. */
  write: (label: string, value: string, nth?: number) => Promise<void>
  /** Waits until the page on top is this one. */
  isOn: (route: string) => Promise<void>
}

/** The product with phones, for the tests of one file. */
interface Phones {
  readonly product: Product
  /** The program on the phone of one of the demo's people, on one of its pages; put away after the test. */
  start: (key: string, url: string, options?: Partial<LaunchOptions>) => Promise<Phone>
}

export function setPhones(): Phones {
  const running: MiniProgram[] = []
  let product: Product
  beforeAll(async () => {
    // Nobody else signs or rates: the numbers on the phones are known.
    product = await startProduct({ env: { DEMO: 'quiet' } })
  }, startHookMs)
  afterEach(() => {
    for (const app of running.splice(0)) app.close()
  })
  afterAll(() => product.stop())
  return {
    get product() {
      return product
    },
    start: async (key, url, options = {}) => {
      const app = await launchMiniProgram({
        apiBase: product.url,
        loginCode: () => fetchLoginCode(product, key),
        url,
        ...options,
      })
      running.push(app)
      return takePhone(app)
    },
  }
}

/** Everything the page draws, with what only a class says: chosen, busy. */
const drawnOf = (app: MiniProgram): string => JSON.stringify(app.page().find('page-root'))

/** A button that is drawn and does nothing while another one is at work. */
function isShut(app: MiniProgram, text: string, className = 'pressable'): boolean {
  const nodes = app.page().find(className)
  const button = nodes.filter((node) => textOf(node).includes(text)).at(-1)
  return button?.cl?.includes('is-disabled') === true
}

function takePhone(app: MiniProgram): Phone {
  const sees: Phone['sees'] = (words, timeoutMs = patienceMs) => app.page().waitFor(words, timeoutMs)
  return {
    app,
    sees,
    tap: async (...steps) => {
      for (const step of steps) {
        const [text, className] = typeof step === 'string' ? [step, undefined] : step
        await sees(text)
        await until(
          () => !isShut(app, text, className),
          () => `${text} cannot be pressed on ${app.page().text()}`,
        )
        const before = drawnOf(app)
        app.page().tap(text, className)
        await until(
          () => drawnOf(app) !== before,
          () => `${text} changed nothing on ${app.page().text()}`,
        )
      }
    },
    write: async (label, value, nth) => {
      await sees(label)
      app.page().type(value, nth)
    },
    isOn: (route) =>
      until(
        () => app.page().route.includes(route),
        () => `${route} did not open: ${app.page().text()}`,
      ),
  }
}

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + patienceMs
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
