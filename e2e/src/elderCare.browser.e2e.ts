import sharp from 'sharp'
import { callAs } from './api'
import { countLoads, type Person } from './browser'
import { care, listSteps, readCode } from './care'
import { describeScene } from './scene'

const item = '水电应急维修'

/** What the camera gives. */
async function takePhoto(helper: Person): Promise<void> {
  const tap = sharp({ create: { width: 80, height: 60, channels: 3, background: '#666' } })
  const chooser = helper.page.waitForEvent('filechooser')
  await helper.press('拍照')
  await (
    await chooser
  ).setFiles({ name: 'tap.jpg', mimeType: 'image/jpeg', buffer: await tap.jpeg().toBuffer() })
  await helper.sees('已存好')
}

describeScene('a service for an elder in two browsers', (scene) => {
  const { arrive, people, tell } = scene
  it(
    'is booked by one tap, served where there is no network, told once it is back, and her page changes by itself',
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

        // In the cellar there is no network: the whole visit is kept on the phone, also when that closes the page. That she
        // had set out is no news any more once she stands there.
        const code = await readCode(elder)
        await helper.sees('出发了')
        await helper.context.setOffline(true)
        await helper.press('出发了')
        await helper.press('开始服务')
        await helper.write(/六位数字/, code)
        await helper.press('开始')
        await helper.press('完成，写记录')
        await helper.write('维修单号', 'WX-20261126')
        await takePhoto(helper)
        await helper.press('完成')
        await helper.sees(/^等待发送：完成的记录/)
        const orderId = new URL(helper.page.url()).searchParams.get('id') ?? ''
        const mother = await callAs(scene.product, 'elder')
        expect(await listSteps(mother, orderId)).toEqual([])
        await helper.page.close()
        await helper.context.setOffline(false)
        const back = await arrive('汪晓静', { beside: helper })
        await elder.sees('做完了，请看看好不好')
        await elder.sees('WX-20261126')
        await elder.page.getByRole('button', { name: '看大图' }).waitFor()
        expect(await listSteps(mother, orderId)).toEqual(['depart', 'start', 'finish'])

        await elder.press('做好了，我来评价')
        await elder.press('满意')
        await elder.press('做好了')
        await elder.sees(/^已完成/)
        await back.open(care('order', `?id=${orderId}`))
        await back.sees(/^已完成/)
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
