import { desk, last, type Person } from './browser'
import { describeScene } from './scene'

const words = '谁家多出来的花盆，放在1号楼门口，要的自己拿。'

describeScene('a post in four browsers', ({ arrive, people, tell }) => {
  it(
    'is published, answered live, reported, hidden, appealed and restored',
    () =>
      tell(async () => {
        const author = await arrive('丁红梅')
        const neighbour = await arrive('林晓岚')
        const secretary = await arrive('陈书宁', { viewport: desk })
        const street = await arrive('叶秋', { viewport: desk })

        await author.press('邻里圈')
        await author.press('发帖')
        await author.sees('发在哪个板块')
        await last(author, 'radio', /^邻里交流/).click()
        await author.write('想说什么', words)
        await author.press('发出去')
        await author.sees(words)

        await openPost(neighbour)
        await neighbour.press('留言')
        await neighbour.write('想说的话', '我要一个，谢谢！')
        await neighbour.press('发送')
        await author.sees('我要一个，谢谢！', 30_000)

        await neighbour.press('更多')
        await neighbour.press('内容不合适')
        await neighbour.press('广告或拉人')
        await neighbour.press('反映上去')
        await neighbour.sees(/已经反映上去/)

        await openQueue(secretary)
        await secretary.press(new RegExp(words))
        await secretary.press('先占住来看')
        await secretary.sees('您在看')
        await secretary.press('不公开')
        await secretary.press('不发广告、不拉人进群')
        await pressLast(secretary, '不公开')
        await secretary.sees(/已设为不公开/)

        await author.sees(/原因：不发广告/, 30_000)
        await neighbour.open('/pages/forum/index')
        await neighbour.sees('邻里交流')
        expect(await neighbour.page.getByText(words).count()).toBe(0)

        await author.press('请上一级再看看')
        await author.write('为什么觉得不对', '我是送人的，不卖东西。')
        await author.press('送出申诉')
        await author.sees(/申诉已送出/)

        await openQueue(street)
        await street.press(new RegExp(words))
        await street.sees('我是送人的，不卖东西。')
        await street.press('可以公开')
        await pressLast(street, '可以公开')
        await street.sees(/已通过/)

        await openPost(neighbour)
        await neighbour.sees('我要一个，谢谢！')
        for (const { errors } of people) expect(errors).toEqual([])
      }),
    240_000,
  )
})

async function openPost(person: Person): Promise<void> {
  await person.open('/pages/forum/index')
  await person.press(new RegExp(words))
}

async function openQueue(person: Person): Promise<void> {
  await person.open('/packages/manage/pages/reviews/index')
  await person.sees('等待审核')
}

/** The button in the sheet that lies over the page. */
async function pressLast({ page }: Person, words: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: words, exact: true }).click()
}
