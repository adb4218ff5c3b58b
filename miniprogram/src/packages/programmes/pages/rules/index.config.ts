export default definePageConfig({ navigationBarTitleText: '补贴规则', enablePullDownRefresh: true })
