export default definePageConfig({ navigationBarTitleText: '一张卡', enablePullDownRefresh: true })
