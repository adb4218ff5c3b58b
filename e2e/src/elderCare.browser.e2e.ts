import { callAs } from './api'
import { countLoads } from './browser'
import { care, readCode } from './care'
import { describeScene } from './scene'

const item = '紧急开锁'

describeScene('a service for an elder in two browsers', (scene) => {
  const { arrive, people, tell } = scene
  it(
    'is booked by one tap, begun with the digits, finished with its record, and her page changes by itself',
    () =>
      tell(async () => {
        const elder = await arrive('周桂珍')
        const helper = await arrive('汪晓静')

        // The page for a call for help opens without a network, though nobody has opened it before.
        await elder.page.waitForLoadState('networkidle')
        await elder.context.setOffline(true)
        await elder.press(/^紧急求助/)
        await elder.sees(/秒后求助/)
        await elder.press('按错了，不用')
        await elder.context.setOffline(false)

        // Whoever goes back at once finds the page she came from, and not an empty one a moment later.
        await elder.press(/^紧急求助/)
        await elder.page.goBack()
        await elder.page.waitForTimeout(600)

        for (const big of ['吃饭', '洗澡', '看病']) await elder.sees(big)
        await elder.press('找人帮忙')
        await elder.press(new RegExp(item))
        await elder.sees('邻帮手家政服务社')
        await elder.press(/^就约/)
        await elder.sees(`约好了：${item}`)
        await elder.press('不撤回，送出')
        await elder.press('看这一单')
        await elder.sees(/已告诉邻帮手/)
        const loads = countLoads(elder)

        await helper.open(care('work'))
        await helper.press(/^等处理/)
        await helper.press(new RegExp(`周桂珍：${item}`))
        await helper.press('接单')
        await elder.sees(/汪晓静会来/)

        await helper.press('开始服务')
        await helper.write(/六位数字/, '000000')
        await helper.press('开始')
        await helper.sees(/数字不对/)
        await helper.write(/六位数字/, await readCode(elder))
        await helper.press('开始')
        await elder.sees('汪晓静正在服务')

        await helper.press('完成，写记录')
        await helper.press('完成')
        await helper.sees(/记录还缺几项/)
        await helper.write('开锁登记号', 'KS-20261126')
        await helper.press('完成')
        await elder.sees('做完了，请看看好不好')
        await elder.sees('KS-20261126')

        await elder.press('做好了，我来评价')
        await elder.press('满意')
        await elder.press('做好了')
        await elder.sees(/^已完成/)
        await helper.sees(/^已完成/)
        expect(loads()).toBe(0)
        for (const { errors } of people) expect(errors).toEqual([])
      }),
    180_000,
  )

  it(
    'is booked by staff for whoever rings up or comes to the counter: her name, five presses, under half a minute',
    () =>
      tell(async () => {
        const staff = await arrive('陈书宁')
        await staff.open(care('work'))
        await staff.sees('替长者预约')
        let presses = 0
        const press = async (words: string | RegExp) => {
          presses += 1
          await staff.press(words)
        }
        const begun = Date.now()
        await press('替长者预约')
        await staff.write(/姓名、手机号/, '周桂珍')
        await press('从台账里找')
        await press(/^周.*101/)
        await staff.sees('为 周桂珍 办')
        await press(/^午餐送上门/)
        await press(/^就约/)
        await staff.sees('约好了：午餐送上门')
        expect(presses).toBeLessThanOrEqual(6)
        expect(Date.now() - begun).toBeLessThan(30_000)
        const { send } = await callAs(scene.product, 'elder')
        const { body } = await send('GET', '/api/elder-care/orders?isOpen=true')
        const rows = (body as { items: { source: string; item: { code: string } }[] }).items
        expect(rows.filter(({ source }) => source === 'phone').map(({ item: { code } }) => code)).toEqual([
          'lunchDelivery',
        ])
        expect(staff.errors).toEqual([])
      }),
    60_000,
  )
})
