import { addDays, formatDay, fromShanghaiDay, toShanghaiDay, weekdayOf } from '@linli/shared/time'
import { callAs, type Caller } from './api'
import type { Person } from './browser'
import { care, letComeNow, readCode } from './care'
import { describeScene } from './scene'

const thursday = 4

interface Row {
  id: string
  startsAt: string
  item: { code: string }
}

/** The next Thursday for which a bath can still be ordered. */
function findThursday(now: Date): string {
  let day = addDays(toShanghaiDay(now), 2)
  while (weekdayOf(day) !== thursday) day = addDays(day, 1)
  return day
}

/** The mother looks at her order and reads the digits out. */
async function askCode(mother: Person, orderId: string): Promise<string> {
  await mother.open(care('order', `?id=${orderId}`))
  return readCode(mother)
}

describeScene('a daughter far away, her mother, and those who serve her', (scene) => {
  const { arrive, people, tell } = scene

  const findFirst = async ({ send }: Caller, person: string, code: string): Promise<Row> => {
    const { body } = await send('GET', `/api/elder-care/orders?isOpen=true&limit=50&person=${person}`)
    const row = (body as { items: Row[] }).items.find(({ item }) => item.code === code)
    if (!row) throw new Error(`no ${code} was ordered`)
    return row
  }

  /** Lunches week after week and a bath on Thursday, paid: as quickly as somebody does it between two meetings. */
  async function book(daughter: Person): Promise<void> {
    await daughter.open(care('home'))
    await daughter.press('替家里老人办')
    await daughter.press(/^周桂珍/)
    await daughter.sees('正在为 周桂珍 办事')
    await daughter.press(/^午餐送上门/)
    await daughter.sees('为 周桂珍 办')
    await daughter.press('每周都要')
    await daughter.press('就这样，每周自动约')
    await daughter.sees('接下来')
    await daughter.open(care('home'))
    await daughter.press(/^床上擦浴/)
    await daughter.press('换时间或换一家')
    const now = new Date()
    await daughter.press(formatDay(fromShanghaiDay(findThursday(now)), now))
    await daughter.press('约好，现在在微信里付')
    await daughter.press('去付款')
    await daughter.press('付 80.00 元')
    await daughter.sees('收款方')
    await daughter.press('付 80.00 元')
    await daughter.sees('付款成功', 30_000)
    await daughter.press('看预约')
    await daughter.sees('已在微信里付')
  }

  async function bringLunch(mother: Person, lunch: Row): Promise<void> {
    const carrier = await arrive('方小满')
    const code = await askCode(mother, lunch.id)
    await carrier.open('/packages/dispatch/pages/carrierRoute/index')
    await carrier.sees('周桂珍', 15_000)
    // Others have their meals on the round too, at some hours before hers.
    const door = carrier.page.locator('.card', { hasText: '周桂珍' }).filter({ visible: true })
    await door.getByRole('button', { name: '送到' }).click()
    await carrier.write(/六位数字/, code)
    await carrier.press('已交到本人手上')
    await carrier.sees(/^(送到|今天) [1-9]\d* 份/)
    await mother.press('做好了，我来评价')
    await mother.press('满意')
    await mother.press('做好了')
    await mother.sees(/^已完成/)
  }

  async function giveBath(mother: Person, daughter: Person, bath: Row): Promise<void> {
    const helper = await arrive('贺春兰')
    await helper.open(care('work'))
    await helper.press(/^等处理/)
    await helper.press(/周桂珍：床上擦浴/)
    await helper.press('接单')
    await daughter.sees(/贺春兰会来/)
    await letComeNow(scene.product, bath.id)
    const code = await askCode(mother, bath.id)
    await helper.page.reload()
    await helper.press('开始服务')
    await helper.write(/六位数字/, code)
    await helper.press('开始')
    await daughter.sees('贺春兰正在服务')
    await helper.press('完成，写记录')
    for (const line of ['水温合适', '保暖遮挡', '皮肤没有破损']) await helper.press(line)
    for (const when of ['服务前', '服务后'])
      for (const [label, value] of [
        ['高压（毫米汞柱）', '132'],
        ['低压（毫米汞柱）', '78'],
        ['脉搏（次/分）', '72'],
      ] as const)
        await helper.write(`${when}${label}`, value)
    await helper.press('完成')
    await daughter.sees('做完了，请看看好不好')
    await daughter.press('做好了，我来评价')
    await daughter.press('满意')
    await daughter.press('做好了')
    await daughter.sees(/^已完成/)
  }

  it(
    'books lunch and a bath in under a minute; the cook minds her diet, both are served before the daughter’s eyes, and the street’s sum is right',
    () =>
      tell(async () => {
        const daughter = await arrive('周敏')
        const begun = Date.now()
        await book(daughter)
        expect(Date.now() - begun).toBeLessThan(60_000)

        const client = await callAs(scene.product, 'daughter')
        const { body } = await client.send('GET', '/api/families/elders')
        const [bond] = (body as { items: { elder: { personId: string } }[] }).items
        const personId = bond?.elder.personId ?? ''
        const lunch = await findFirst(client, personId, 'lunchDelivery')
        const bath = await findFirst(client, personId, 'bedBath')

        const cook = await arrive('邱大年')
        await cook.open(care('kitchen'))
        await cook.press(formatDay(new Date(lunch.startsAt), new Date()))
        await cook.sees('周桂珍')
        for (const minded of ['过敏：虾', '糖尿病']) await cook.sees(minded)

        const mother = await arrive('周桂珍')
        await letComeNow(scene.product, lunch.id)
        await bringLunch(mother, lunch)
        await giveBath(mother, daughter, bath)

        const officer = await callAs(scene.product, 'streetOfficer')
        const month = toShanghaiDay(new Date()).slice(0, 7)
        const asked = `/api/programmes/settlement?area=310113003&month=${month}`
        const sums = (await officer.send('GET', asked)).body as Record<string, number>
        expect(sums).toMatchObject({ orders: 1, totalFen: 300 })
        expect((sums.totalFen ?? 0) + (sums.selfPaidFen ?? 0)).toBe(sums.priceFen)
        const street = await arrive('叶秋')
        await street.open('/packages/programmes/pages/settlement/index')
        await street.sees('1 单，补贴一共 3.00 元')
        for (const { errors } of people) expect(errors).toEqual([])
      }),
    180_000,
  )
})
