export default definePageConfig({ navigationBarTitleText: '现金发放', enablePullDownRefresh: true })
