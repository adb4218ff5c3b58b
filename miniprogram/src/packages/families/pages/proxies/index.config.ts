export default definePageConfig({ navigationBarTitleText: '我的亲属', enablePullDownRefresh: true })
