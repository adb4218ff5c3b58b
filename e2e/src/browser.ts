import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { Product } from './server'

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser of this machine; playwright's own is not downloaded. */
const executablePath = places.find((place) => place !== undefined && existsSync(place))

/** Runs the tests where a Chromium is, and says so where none is. */
export function describeWithChromium(name: string, tests: () => void): void {
  if (executablePath === undefined)
    process.stderr.write(`skipped: ${name}: no Chromium here (apt install chromium, or set CHROMIUM)\n`)
  const run = executablePath === undefined ? describe.skip : describe
  run(name, tests)
}

export function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('no Chromium here: apt install chromium, or set CHROMIUM')
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return chromium.launch({ executablePath, args })
}

export const phone = { width: 390, height: 844 }
export const desk = { width: 1366, height: 900 }

/** Someone at a screen of their own. */
export interface Person {
  page: Page
  context: BrowserContext
  open: (where: string) => Promise<void>
  /** Presses the button, tile or link that says just this (or what fits). */
  press: (words: string | RegExp) => Promise<void>
  /** Writes into the field with the label. */
  write: (label: string | RegExp, words: string) => Promise<void>
  /** Waits until the words are on the screen. */
  sees: (words: string | RegExp, timeoutMs?: number) => Promise<void>
  /** What stopped the page by itself: errors nobody caught. */
  errors: string[]
}

interface PersonOptions {
  viewport?: { width: number; height: number }
  /** In another tab of this person's browser. */
  beside?: Person
}

/** Opens the product as a newcomer does, and signs in as one of the demo's people on the sandbox's page. */
export async function signIn(
  browser: Browser,
  product: Product,
  name: string,
  { viewport = phone, beside }: PersonOptions = {},
): Promise<Person> {
  const context =
    beside?.context ??
    (await browser.newContext({
      viewport,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      deviceScaleFactor: 1,
      reducedMotion: 'reduce',
    }))
  const person = await makePerson(context, product)
  await person.open('/')
  await person.press('微信登录')
  const known = person.page.waitForResponse((response) => response.url().endsWith('/api/me'))
  await person.page.locator('button.choice', { has: person.page.getByText(name, { exact: true }) }).click()
  await known
  return person
}

async function makePerson(context: BrowserContext, product: Product): Promise<Person> {
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  return {
    page,
    context,
    errors,
    open: async (where) => {
      await page.goto(product.url + where)
    },
    press: (words) => pressable(page, words).click(),
    write: (label, words) =>
      page.getByLabel(label).and(page.locator('input:visible, textarea:visible')).fill(words),
    sees: (words, timeout = 15_000) =>
      page.getByText(words).filter({ visible: true }).first().waitFor({ timeout }),
  }
}

const roles = ['button', 'link', 'radio', 'checkbox', 'tab', 'switch'] as const

/** By role and name, as assistive programs find it: what cannot be found so, cannot be used by everybody. */
function pressable(page: Page, words: string | RegExp) {
  const [first, ...others] = roles.map((role) => page.getByRole(role, { name: words, exact: true }))
  if (!first) throw new Error('no roles')
  return others
    .reduce((found, other) => found.or(other), first)
    .filter({ visible: true })
    .first()
}

/** The one on top: while one page slides over the other, both have it. */
export const last = ({ page }: Person, role: 'radio' | 'button', name: string | RegExp) =>
  page.getByRole(role, { name }).filter({ visible: true }).last()

/** How often the page has been loaded since: what changes by itself needs no load. */
export function countLoads({ page }: Person): () => number {
  let loads = 0
  page.on('load', () => (loads += 1))
  return () => loads
}

/** Until nothing is being fetched and no placeholder is shown. */
export async function settle({ page }: Person): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.locator('.skeleton').filter({ visible: true }).first().waitFor({ state: 'hidden' })
}

/** Runs the steps; when one fails, keeps a picture of every screen and says where. */
export async function tellWithPictures(people: readonly Person[], steps: () => Promise<void>): Promise<void> {
  try {
    await steps()
  } catch (error) {
    const folder = await mkdtemp(path.join(tmpdir(), 'linli-pictures-'))
    for (const [i, { page, errors }] of people.entries()) {
      if (!page.isClosed()) await page.screenshot({ path: path.join(folder, `${i}.png`) })
      if (errors.length > 0) process.stderr.write(`${errors.join('\n')}\n`)
    }
    process.stderr.write(`pictures of the screens: ${folder}\n`)
    throw error
  }
}

/** What axe finds serious or critical on the screen as it is, in words. */
export async function findBarriers({ page }: Person): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        (node) =>
          `${id}: ${help}: ${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`,
      ),
    )
}

/** What is cut off at the right, on the page or in an open sheet. */
export function findOverflow({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const roots = [...document.querySelectorAll('.page-root, .sheet-body')].filter(
      (element) => element.getClientRects().length > 0,
    )
    return roots
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map(
        ({ className, scrollWidth, clientWidth }) => `${className} is ${scrollWidth} wide in ${clientWidth}`,
      )
  })
}
