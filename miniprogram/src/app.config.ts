import { colors } from './styles/colors'

export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/messages/index',
    'pages/workbench/index',
    'pages/mine/index',
    'pages/join/index',
  ],
  subPackages: [
    {
      root: 'packages/needs',
      pages: [
        'pages/detail/index',
        'pages/mine/index',
        'pages/guide/index',
        'pages/card/index',
        'pages/raise/index',
        'pages/visitor/index',
      ],
    },
    {
      root: 'packages/manage',
      pages: [
        'pages/home/index',
        'pages/verifications/index',
        'pages/people/index',
        'pages/codes/index',
        'pages/roles/index',
        'pages/rules/index',
        'pages/categories/index',
        'pages/guide/index',
        'pages/reviews/index',
        'pages/imports/index',
        'pages/deadLetters/index',
        'pages/audit/index',
      ],
    },
    {
      root: 'packages/settings',
      pages: [
        'pages/display/index',
        'pages/nickname/index',
        'pages/phone/index',
        'pages/verification/index',
        'pages/grid/index',
        'pages/duty/index',
        'pages/desk/index',
        'pages/data/index',
        'pages/accesses/index',
        'pages/consents/index',
      ],
    },
    {
      root: 'packages/volunteers',
      pages: ['pages/apply/index', 'pages/profile/index', 'pages/manage/index'],
    },
    { root: 'packages/statistics', pages: ['pages/home/index'] },
    { root: 'packages/workbench', pages: ['pages/intake/index'] },
  ],
  window: {
    navigationBarTitleText: '邻里',
    navigationStyle: 'custom',
    navigationBarBackgroundColor: colors.paper,
    navigationBarTextStyle: 'black',
    backgroundColor: colors.paper,
    backgroundTextStyle: 'dark',
  },
  // Drawn by components/TabBar on every platform: the native bar cannot enlarge its text.
  tabBar: {
    custom: true,
    color: colors.inkSoft,
    selectedColor: colors.accent,
    backgroundColor: colors.surface,
    list: [
      { pagePath: 'pages/home/index', text: '首页' },
      { pagePath: 'pages/messages/index', text: '消息' },
      { pagePath: 'pages/workbench/index', text: '工作台' },
      { pagePath: 'pages/mine/index', text: '我的' },
    ],
  },
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
  requiredPrivateInfos: ['chooseLocation', 'getLocation'],
  permission: { 'scope.userLocation': { desc: '用来把问题的位置告诉去处理的人' } },
})
