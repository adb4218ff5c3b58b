import type { ForumBoard } from '@linli/shared/forum/forum'

interface DemoComment {
  by: string
  text: string
  /** Minutes after the post. */
  after: number
  /** In the name of the community or of a unit. */
  as?: 'desk' | 'unit'
}

/** One post of the demo community's forum, written by one of its people. */
export interface DemoPost {
  by: string
  board: ForumBoard
  text: string
  hoursAgo: number
  as?: 'desk' | 'unit'
  price?: string
  place?: string
  comments?: readonly DemoComment[]
  /** Who liked it. */
  likes?: readonly string[]
  isPinned?: true
  isAnswered?: true
  /** Who reported it: it lies in the queue. */
  reportedBy?: readonly string[]
}

export const demoPosts: readonly DemoPost[] = [
  {
    by: 'secretary',
    as: 'desk',
    board: 'neighbours',
    text: '欢迎来到临江新村邻里圈。这里都是核实过住址的邻居，请好好说话，不发广告，不说出别人的电话和房号。有急事请直接提诉求或打电话。',
    hoursAgo: 700,
    isPinned: true,
    likes: ['owner', 'elder', 'tenant', 'volunteerParty1'],
    comments: [{ by: 'buildingLeader1', text: '支持，大家互相照应。', after: 40 }],
  },
  {
    by: 'owner',
    board: 'neighbours',
    text: '江畔苑1号楼门口的路灯晚上一闪一闪的，有人知道找谁吗？',
    place: '江畔苑1号楼门口',
    hoursAgo: 52,
    isAnswered: true,
    likes: ['buildingLeader1', 'tenant'],
    comments: [
      { by: 'buildingLeader1', text: '我昨天也看到了，走路要当心。', after: 15 },
      {
        by: 'property1Staff',
        as: 'unit',
        text: '看到了，是镇流器老化，明天上午九点前换好，换好在这里告诉大家。',
        after: 90,
      },
      { by: 'property1Staff', as: 'unit', text: '已经换好了，今晚请大家再看看。', after: 1200 },
      { by: 'owner', text: '亮了，谢谢师傅！', after: 1900 },
    ],
  },
  {
    by: 'elder',
    board: 'mutualHelp',
    text: '明天上午要去社区卫生中心配药，一个人走不太动，有没有邻居顺路一起去？',
    hoursAgo: 26,
    likes: ['volunteerParty2'],
    comments: [
      { by: 'volunteerParty2', text: '周阿姨，我八点半到3号楼门口等您，一起走过去。', after: 20 },
      { by: 'elder', text: '太好了，谢谢你！', after: 45 },
    ],
  },
  {
    by: 'tenant',
    board: 'secondHand',
    text: '搬家，有一张折叠书桌和两把椅子，七八成新，自己来拿就行。',
    price: '送人',
    place: '临江公寓2号楼大堂',
    hoursAgo: 30,
    likes: ['volunteer1'],
    comments: [
      { by: 'volunteer1', text: '书桌还在吗？我晚上七点下来看看可以吗？', after: 60 },
      { by: 'tenant', text: '在的，七点大堂见。', after: 75 },
    ],
  },
  {
    by: 'stationStaff2',
    as: 'unit',
    board: 'services',
    text: '社区服务站上门小修：换灯泡、通下水、装晾衣架、清洗油烟机。先看后修，修好再付钱。',
    price: '上门 20 元，材料按实价',
    hoursAgo: 150,
    comments: [
      { by: 'owner', text: '油烟机清洗怎么收？', after: 300 },
      { by: 'stationStaff2', as: 'unit', text: '普通款 120 元，拆洗大概一个半小时。', after: 330 },
    ],
  },
  {
    by: 'canteenStaff',
    as: 'unit',
    board: 'services',
    text: '社区食堂本周菜单：周一百叶结烧肉，周三清蒸鲈鱼，周五萝卜牛腩。七十岁以上老人有助餐补贴，可以送到家。',
    price: '一荤两素 16 元起',
    hoursAgo: 72,
    likes: ['elder', 'buildingLeader2'],
  },
  {
    by: 'oldYardOwner',
    board: 'neighbours',
    text: '老院垃圾箱房旁边又有人堆旧家具，进出都要绕着走，大家有什么好办法？',
    place: '临江老院垃圾箱房',
    hoursAgo: 20,
    likes: ['buildingLeader3', 'volunteer2'],
    comments: [
      { by: 'buildingLeader3', text: '我去问过，是楼上装修拆下来的，说周末请人拉走。', after: 120 },
      {
        by: 'worker2',
        as: 'desk',
        text: '社区已经联系环卫所，周六上午统一清运，请把要丢的大件提前放到指定位置。',
        after: 200,
      },
    ],
  },
  {
    by: 'volunteer1',
    board: 'mutualHelp',
    text: '周六下午两点，社区活动室教大家用手机挂号、看验证码防骗，带上手机和眼镜就行。',
    place: '社区活动室',
    hoursAgo: 40,
    likes: ['elder', 'buildingLeader1', 'buildingLeader3', 'worker1'],
    comments: [{ by: 'buildingLeader2', text: '我带3号楼的三位老邻居一起来。', after: 90 }],
  },
  {
    by: 'volunteerParty1',
    board: 'mutualHelp',
    text: '会修水龙头和插座，晚上七点以后有空。家里老人换个灯泡、拧个阀门的，在下面说一声。',
    hoursAgo: 90,
    likes: ['owner', 'elder', 'tenant'],
    comments: [
      { by: 'tenant', text: '厨房龙头滴水，能帮忙看看吗？', after: 100 },
      { by: 'volunteerParty1', text: '可以，今晚七点半过来。', after: 130 },
    ],
  },
  {
    by: 'volunteer2',
    board: 'neighbours',
    text: '有没有人捡到一串钥匙？上面挂着一只蓝色小鲸鱼，应该是掉在菜场到老院的路上。',
    hoursAgo: 15,
    comments: [{ by: 'oldYardOwner', text: '门卫师傅那里好像有一串，你去问问。', after: 50 }],
  },
  {
    by: 'buildingLeader2',
    board: 'neighbours',
    text: '3号楼的桂花开了，满院子都是香的，晚饭后可以下来走走。',
    hoursAgo: 60,
    likes: ['elder', 'owner', 'volunteerParty2'],
  },
  {
    by: 'owner',
    board: 'secondHand',
    text: '孩子大了，一辆小自行车和一套绘本转给需要的邻居，都擦干净了。',
    price: '自行车 80 元，绘本送人',
    hoursAgo: 110,
    comments: [{ by: 'volunteer2', text: '绘本我想要，可以吗？', after: 200 }],
  },
  {
    by: 'tenant',
    board: 'neighbours',
    text: '刚搬来半年，请问附近哪家理发店给老人理得好？想带我爸去。',
    hoursAgo: 130,
    isAnswered: true,
    comments: [
      { by: 'buildingLeader1', text: '菜场对面那家，师傅手轻，老人半价。', after: 30 },
      { by: 'volunteer2', text: '我也会理，走不动的老人可以到家里来理。', after: 60 },
    ],
  },
  {
    by: 'worker1',
    as: 'desk',
    board: 'neighbours',
    text: '下周三上午九点到十一点，活动室有免费量血压、测血糖，请空腹来，带好医保卡。',
    place: '社区活动室',
    hoursAgo: 34,
    likes: ['elder', 'buildingLeader2'],
  },
  {
    by: 'buildingLeader1',
    board: 'mutualHelp',
    text: '1号楼王老伯出院回来，想借一把轮椅用两个星期，谁家有闲着的？',
    hoursAgo: 48,
    isAnswered: true,
    comments: [
      {
        by: 'stationStaff1',
        as: 'unit',
        text: '服务站有轮椅可以借，带身份证来登记就行，今天五点前都有人。',
        after: 25,
      },
      { by: 'buildingLeader1', text: '已经借到了，谢谢服务站！', after: 180 },
    ],
  },
  {
    by: 'oldYardOwner',
    board: 'secondHand',
    text: '多出来一台收音机，戏曲频道听得很清楚，送给爱听戏的老邻居。',
    price: '送人',
    hoursAgo: 200,
    comments: [{ by: 'elder', text: '我爱听沪剧，给我好吗？', after: 90 }],
  },
  {
    by: 'volunteerParty2',
    board: 'neighbours',
    text: '这周末想组织大家一起清理楼道，每个楼出两三个人，两个小时就够，中午一起吃面。',
    hoursAgo: 10,
    likes: ['volunteerParty1', 'buildingLeader1', 'volunteer1'],
    comments: [{ by: 'volunteerParty1', text: '算我一个，我带工具。', after: 30 }],
  },
  {
    by: 'owner',
    board: 'neighbours',
    text: '电动车在楼道里充电太危险了，能不能多装几个充电桩？',
    hoursAgo: 6,
    likes: ['tenant', 'buildingLeader1', 'volunteerParty2', 'oldYardOwner'],
    comments: [
      { by: 'tenant', text: '同意，晚上回来根本没有空位。', after: 20 },
      { by: 'buildingLeader1', text: '我们楼也有好几家这么说，可以一起提一提。', after: 55 },
    ],
  },
  {
    by: 'elder',
    board: 'neighbours',
    text: '谢谢昨天帮我把米拎上楼的小伙子，忘了问你叫什么名字。',
    hoursAgo: 4,
    likes: ['volunteer1', 'owner', 'worker1'],
  },
  {
    by: 'tenant',
    board: 'secondHand',
    text: '内部价保健品，吃了不用上医院，想要的加我，先到先得，名额不多。',
    price: '一盒 399',
    hoursAgo: 2,
    // As many as hide it: no neighbour reads it until the desk has looked.
    reportedBy: ['owner', 'volunteerParty1', 'volunteerParty2'],
  },
]
