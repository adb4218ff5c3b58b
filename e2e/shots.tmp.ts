import { launchChromium, signIn, phone, desk, settle } from './src/browser'
const product = { url: 'http://127.0.0.1:4710' } as never
async function main() {
  const browser = await launchChromium()
  const shot = async (p: any, name: string) => { await settle(p).catch(()=>{}); await p.page.waitForTimeout(600); await p.page.screenshot({ path: `/tmp/ballots-shots/${name}.png`, fullPage: false }); if (p.errors.length) console.log(name, p.errors); }
  const who = process.argv[2]!, mode = process.argv[3]
  const p = await signIn(browser, product, who, { viewport: mode === 'desk' ? desk : phone })
  await p.open('/packages/ballots/pages/list/index' + (mode === 'desk' ? '?desk=1' : '')); await shot(p, `${who}-list`)
  const token = await p.page.evaluate(() => JSON.stringify(localStorage))
  const cards = p.page.locator('.card:visible')
  console.log(await cards.allInnerTexts())
  for (const title of ['东门到3号楼要不要装路灯？', '中心花园种什么树？']) {
    await p.open('/packages/ballots/pages/list/index' + (mode === 'desk' ? '?desk=1' : '')); await settle(p)
    await p.page.locator('.card:visible', { hasText: title }).last().click(); await p.page.waitForTimeout(1500)
    await shot(p, `${who}-${title.slice(0,2)}-1`)
    console.log(p.page.url())
    for (let i = 2; i < 5; i++) { await p.page.mouse.move(190, 400); await p.page.mouse.wheel(0, 700); await shot(p, `${who}-${title.slice(0,2)}-${i}`) }
  }
  if (process.argv[4]) for (const [i, u] of process.argv.slice(4).entries()) { await p.open(u); await shot(p, `${who}-extra${i}`) }
  await browser.close()
}
main().catch(e => { console.error(e); process.exit(1) })
