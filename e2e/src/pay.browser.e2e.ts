import { care } from './care'
import { describeScene } from './scene'

describeScene('paying on H5', ({ arrive, tell }) => {
  it('goes over the cashier, forth and back, and is done when WeChat Pay says so; cancelled, it is paid back', async () => {
    const elder = await arrive('周桂珍')
    await tell(async () => {
      await elder.open(care('item', '?code=siteBath'))
      await elder.press('约好，现在在微信里付')
      await elder.press('去付款')
      await elder.press('付 60.00 元')
      await elder.sees('本地演示，不是真的微信')
      await elder.press('先不付')
      await elder.sees('没有付，也没有扣钱')
      await elder.press('付 60.00 元')
      await elder.sees('收款方')
      await elder.press('付 60.00 元')
      await elder.sees('付款成功', 30_000)
      await elder.press('看预约')
      await elder.sees('已在微信里付')
      await elder.press('取消')
      await elder.press('改主意了')
      await elder.press('取消，不收费')
      await elder.sees('已退款', 30_000)
    })
  })
})
