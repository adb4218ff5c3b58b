export default definePageConfig({ navigationBarTitleText: '报平安', enablePullDownRefresh: true })
