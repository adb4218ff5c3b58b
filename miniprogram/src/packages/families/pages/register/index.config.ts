export default definePageConfig({ navigationBarTitleText: '老人台账', enablePullDownRefresh: true })
