import { callAs } from './api'
import { setPhones } from './phones'
import { setBallotSpans, setBallotTimes } from './spans'

const words = '多出来一个旧花盆，放在5号楼门口，要的自己拿。'
const phones = setPhones()

const queue = 'packages/manage/pages/reviews/index'

it('brings a post from its writer over a report and an appeal back to the neighbours, on four phones', async () => {
  const author = await phones.start('volunteer2', 'packages/forum/pages/write/index')
  await author.tap('邻里交流')
  author.app.page().type(words)
  await author.tap(['发出去', 'button-primary'])
  await author.isOn('forum/pages/post')
  await author.sees(words)

  const neighbour = await phones.start('owner', 'pages/forum/index')
  await neighbour.sees(words)
  await neighbour.tap(words)
  await neighbour.isOn('forum/pages/post')
  await neighbour.tap('更多', '内容不合适', '广告或拉人', '反映上去')
  await neighbour.sees('已经反映上去')

  const secretary = await phones.start('secretary', queue)
  await secretary.tap(words, '先占住来看')
  await secretary.sees('放开给同事')
  await secretary.tap('不公开', '不发广告、不拉人进群', ['不公开', 'is-final'])
  await secretary.sees('已设为不公开')

  await author.sees('原因：不发广告')
  await neighbour.app.open('pages/forum/index')
  await neighbour.sees('邻里交流')
  expect(neighbour.app.page().text()).not.toContain(words)

  await author.tap('请上一级再看看')
  await author.sees('为什么觉得不对')
  author.app.page().type('我是送人的，不卖东西。')
  await author.tap(['送出申诉', 'button-primary'])
  await author.sees('申诉已送出')

  const street = await phones.start('streetOfficer', queue)
  await street.tap(words)
  await street.sees('我是送人的，不卖东西。')
  await street.tap('可以公开', ['可以公开', 'is-block'])
  await street.sees('已通过')

  await neighbour.app.open('pages/forum/index')
  await neighbour.sees(words)
}, 120_000)

const title = '给东门装一个雨棚'
/** With the author and the elder they are ten. */
const coSigners = [
  ...['tenant', 'oldYardOwner', 'volunteerParty1', 'volunteerParty2'],
  ...['volunteer1', 'volunteer2', 'buildingLeader1', 'buildingLeader2'],
]

/** Long enough for two to vote on their telephones. */
const openMs = 18_000

interface Row {
  id: string
  title: string
}

it('brings a motion from its author over co-signers, a ballot and a project to its effect, on three phones', async () => {
  const author = await phones.start('owner', 'packages/deliberation/pages/write/index')
  await author.write('一句话说清楚是什么事', title)
  author.app.page().type('下雨天等车没有地方躲，装一个雨棚，花不了多少钱。', 1)
  await author.tap(['提出来', 'button-primary'])
  await author.isOn('deliberation/pages/motion')
  await author.sees('1 / 10 人')

  const elder = await phones.start('elder', 'packages/deliberation/pages/home/index')
  await elder.tap(title)
  await elder.isOn('deliberation/pages/motion')
  await elder.tap(['我联名', 'button-primary'])
  await elder.sees('2 / 10 人')
  await elder.tap('收回联名')
  await elder.sees('已收回联名。')
  await elder.tap(['我联名', 'button-primary'])
  await elder.sees('2 / 10 人')

  const secretary = await callAs(phones.product, 'secretary')
  const me = (await secretary.send('GET', '/api/me')).body as { memberships: { areaCode: string }[] }
  const community = me.memberships[0]?.areaCode ?? ''
  const find = async (path: string): Promise<string> => {
    const { items } = (await secretary.send('GET', `/api/${path}?community=${community}`)).body as {
      items: Row[]
    }
    return items.find((row) => row.title === title)?.id ?? ''
  }
  const motion = await find('motions')
  for (const key of coSigners) {
    const { send } = await callAs(phones.product, key)
    await send('PUT', `/api/motions/${motion}/signature`, { isOn: true })
  }
  await author.sees('10 / 10 人')

  const desk = await phones.start('secretary', `packages/deliberation/pages/motion/index?id=${motion}`)
  await desk.tap('采纳', '采纳这个议题')
  await desk.sees('已采纳')
  await desk.tap('安排表决')
  await desk.isOn('ballots/pages/edit')
  await desk.write('说明情况', '装一个雨棚要 2000 元，从社区经费里出。', 1)
  await desk.tap('意见征询', ['保存', 'button-primary'])
  await desk.isOn('ballots/pages/ballot')
  await desk.tap('公布', '公布这次表决')
  await desk.sees('已公布')
  await setBallotSpans(phones.product, { naming: 0, lateNaming: 0, open: openMs / 60_000 })
  await setBallotTimes(secretary, await find('ballots'), { opensIn: 1000, open: openMs })

  for (const phone of [author, elder]) {
    await phone.sees('正在表决')
    await phone.tap('去看表决')
    await phone.tap('同意', ['投票', 'button-primary'], '就这样投')
    await phone.sees('已经投好了，谢谢您。')
  }
  await elder.app.open(`packages/deliberation/pages/motion/index?id=${motion}`)
  await elder.sees('表决通过，准备实施', 3 * openMs)

  await desk.app.open(`packages/deliberation/pages/motion/index?id=${motion}`)
  await desk.tap('变成项目')
  await desk.write('做什么', '立两根柱子，装一个透明的雨棚。', 1)
  desk.app.page().type('江畔苑物业', 2)
  desk.app.page().type('雨棚装好', 4)
  desk.app.page().pick('2027-03-01')
  await desk.tap(['开始实施', 'button-primary'])
  await desk.sees('已经变成项目')
  await desk.tap('看项目', '做好了一步', '雨棚装好', ['做好了', 'is-block'])
  await desk.sees('已记下')
  await desk.tap('全部做好了')
  await desk.write('做成了什么样', '雨棚装好了，下雨天能躲雨。')
  await desk.tap(['做好了，请大家评', 'is-block'])
  await desk.sees('效果')

  await elder.tap('看项目')
  await elder.sees('做好了，效果怎么样？')
  await elder.tap('一般', ['送出评价', 'button-primary'])
  await elder.sees('谢谢您的评价')
  await elder.sees('1 人评价')
}, 180_000)
